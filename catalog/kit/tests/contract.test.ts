import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { loadContract } from '../src/contract.ts'
import { contractConditions, startComponent } from '../testing/index.ts'
import type { operations } from './fixture/contract.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())

const client = component.client<operations>()
let count = 0
const body = () => ({ text: `note ${++count}`, priority: 3 })
const existing = async () => ({ path: { id: (await client.writeNote({ body: body() })).id } })

contractConditions(component, {
  valid: {
    writeNote: () => ({ body: body() }),
    listNotes: () => ({ query: { priority: 3 } }),
    readNote: existing,
    removeNote: existing,
    about: () => ({}),
  },
})

const folder = mkdtempSync(join(tmpdir(), 'kit-contract-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The scope of the one operation of a contract that says this of who may. */
async function scopeIn(name: string, security: string): Promise<string | undefined> {
  const file = join(folder, `${name.replaceAll(' ', '-')}.yaml`)
  writeFileSync(file, `openapi: 3.1.0\npaths: { /x: { get: { operationId: readX, ${security} responses: {} } } }\n`)
  const [operation] = await loadContract(pathToFileURL(file))
  return operation!.scope
}

test.each([
  ['one', "security: [{ identity: ['x:read'] }],", 'x:read'],
  ['everybody', 'security: [],', undefined],
])('the scope of an operation: %s', async (name, security, scope) => {
  expect(await scopeIn(name, security)).toBe(scope)
})

test.each([
  ['either of two', "security: [{ identity: ['x:read'] }, { identity: ['x:write'] }],"],
  ['both of two', "security: [{ identity: ['x:read', 'x:write'] }],"],
  ['nothing that it says', ''],
  ['any token', 'security: [{ identity: [] }],'],
])('a contract that wants %s does not load', async (name, security) => {
  await expect(scopeIn(name, security)).rejects.toThrow('readX must name exactly one scope')
})
