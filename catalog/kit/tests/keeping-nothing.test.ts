import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnswerDefinition, defineAnswers, Problem, serveKeepingNothing } from '../src/index.ts'
import { mountAnswerPages } from '../src/pages/index.ts'
import { calculatorPages } from './pages/calculator.ts'

// A server that has no database at all.

interface Operations {
  double: {
    requestBody: { content: { 'application/json': { of: number } } }
    responses: { 200: { content: { 'application/json': { is: number } } } }
  }
}

const contractWith = (more: string) => `openapi: 3.1.0
info: { title: Doubles, version: 1.0.0 }
paths:
  /api/doubles:
    post:
      operationId: double
${more}
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [of], additionalProperties: false, properties: { of: { type: integer } } } } }
      responses:
        '200': { description: Twice, content: { application/json: { schema: { type: object, required: [is], properties: { is: { type: integer } } } } } }
`

let folder: string
let running: Awaited<ReturnType<typeof serveKeepingNothing>>

const definitionWith = async (name: string, more: string): Promise<AnswerDefinition<Operations>> => {
  const file = join(folder, `${name}.yaml`)
  await writeFile(file, contractWith(more))
  return defineAnswers<Operations>({
    id: 'doubles',
    contract: pathToFileURL(file),
    handlers: () => ({
      double: async ({ body: { of } }) => {
        if (of === 13) throw new Problem('stopped', 'Not this one.')
        if (of === 14) throw new Error('a secret of 14')
        return { status: 200, body: { is: of === 15 ? ('thirty' as unknown as number) : 2 * of } }
      },
    }),
    routes: (app, context) => mountAnswerPages(app, context, calculatorPages),
  })
}
const bare = '      security: []\n      x-idempotent: false'
const options = { port: 0, env: { LOG_LEVEL: 'silent' }, validateResponses: true }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keeping-nothing-'))
  running = await serveKeepingNothing(await definitionWith('bare', bare), options)
})
afterAll(async () => {
  await running.stop()
  await rm(folder, { recursive: true })
})

const ask = (body: string, type = 'application/json') =>
  fetch(`${running.url}/api/doubles`, { method: 'POST', headers: { 'content-type': type }, body })

test.each([
  ['{"of":21}', 200, { is: 42 }],
  ['{"of":"21"}', 400, { code: 'invalid-request' }],
  ['{"of":1,"beside":2}', 400, { code: 'invalid-request' }],
  ['{', 400, { code: 'invalid-request' }],
  ['{"of":13}', 422, { code: 'stopped', detail: 'Not this one.' }],
  ['{"of":14}', 500, { code: 'unexpected' }],
  ['{"of":15}', 500, { code: 'unexpected' }],
])('%s: %i', async (body, status, answer) => {
  const response = await ask(body)
  expect(response.status).toBe(status)
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject(answer)
  expect(text).not.toContain('secret')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})

test('it is ready without a database, has pages, and answers what it does not know as a page', async () => {
  expect(await (await fetch(`${running.url}/health/ready`)).json()).toEqual({ status: 'ok', checks: {} })
  expect((await fetch(`${running.url}/health/live`)).status).toBe(200)
  expect(await (await fetch(`${running.url}/`)).text()).toContain('Work out your rent')
  expect((await fetch(`${running.url}/nothing`)).status).toBe(404)
})

test.each([
  ['a token', '      security: [{ identity: [things:read] }]\n      x-idempotent: false'],
  ['a key', '      security: []'],
])('a contract that needs %s is refused before it listens', async (what, more) => {
  const start = serveKeepingNothing(await definitionWith(what.replace(' ', '-'), more), options)
  await expect(start).rejects.toThrow('double must say security: [] and x-idempotent: false, since nothing is kept')
})

test('the environment is read: a wrong limit keeps it from starting', async () => {
  const start = serveKeepingNothing(await definitionWith('limits', bare), { port: 0, env: { MAX_CONNECTIONS: 'many' } })
  await expect(start).rejects.toThrow('MAX_CONNECTIONS must be')
})
