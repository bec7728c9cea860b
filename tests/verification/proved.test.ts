import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { FileSet } from '../../src/schema.ts'
import { placeOf, proofKey, recallComponent, rememberProof, wholeKey } from '../../src/verification/proved.ts'
import { temporaryFolder } from '../cli/run.ts'
import { resealed } from '../support/kept.ts'
import { compositionOf, filesOf } from '../support/plan.ts'
import { world as real } from '../support/staged.ts'

// What was proved once is taken for the same bytes and for no others.

const files = await filesOf(await compositionOf('case triage service'))
const component = 'audit-embedded'
const place = placeOf('digest of the packages', 'bubblewrap')
const key = proofKey(component, files, place)

function changed(path: string): FileSet {
  const file = files.get(path)!
  expect(file, path).toBeDefined()
  return new Map([...files, [path, { ...file, bytes: Buffer.concat([file.bytes, Buffer.from('\n')]) }]])
}

test.each([
  'components/audit-embedded/src/index.ts',
  'components/audit-embedded/package.json',
  'components/audit-embedded/component.yaml',
  'components/audit-embedded/tests/contract.test.ts',
  'kit/src/server.ts',
  'kit/testing/conditions.ts',
  'types/Reference.yaml',
  'capabilities/audit/openapi.yaml',
  'capabilities/audit/contract.ts',
  'vitest.config.ts',
])('one byte more in %s: the component is tested again', (path) => {
  expect(proofKey(component, changed(path), place)).not.toBe(key)
})

test('one file less or more of its own: it is tested again', () => {
  const less = new Map(files)
  less.delete('components/audit-embedded/src/main.ts')
  expect(proofKey(component, less, place)).not.toBe(key)
  const more = new Map([...files, ['components/audit-embedded/src/new.ts', files.get('vitest.config.ts')!]])
  expect(proofKey(component, more, place)).not.toBe(key)
})

test('another locked package: it is tested again', () => {
  const lock = files.get('package-lock.json')!
  const bytes = Buffer.from(lock.bytes.toString().replace(/("node_modules\/ajv": \{\s+"version": ")/, '$19'))
  expect(bytes.equals(lock.bytes)).toBe(false)
  expect(proofKey(component, new Map([...files, ['package-lock.json', { ...lock, bytes }]]), place)).not.toBe(key)
})

test.each([
  ['other packages of the runner', placeOf('another digest', 'bubblewrap')],
  ['another sandbox', placeOf('digest of the packages', 'namespaces')],
])('%s: it is tested again', (_what, other) => {
  expect(proofKey(component, files, other)).not.toBe(key)
})

test.each([
  'service/src/workflow.ts',
  'components/notifications-embedded/src/index.ts',
  'capabilities/notifications/openapi.yaml',
  'capabilities/case-management/contract.ts',
  'README.md',
  'composition.yaml',
])('%s is nothing that the component could see; the whole is proved anew all the same', (path) => {
  expect(proofKey(component, changed(path), place)).toBe(key)
  expect(wholeKey(changed(path), place)).not.toBe(wholeKey(files, place))
})

test('the service’s own name is nothing that the component could see', async () => {
  const other = await filesOf(await compositionOf('triage noise reports'))
  expect(proofKey(component, other, place)).toBe(key)
})

test('a type that nothing of it names changes nothing, and one that it names does', async () => {
  const other = files.get('types/Reference.yaml')!
  expect(proofKey(component, new Map([...files, ['types/WholeNumber.yaml', other]]), place)).toBe(key)
  expect(proofKey(component, new Map([...files, ['types/Digest.yaml', other]]), place)).not.toBe(key)
})

test('with fewer parts beside it, it is the same component', async () => {
  const fewer = new Map([...files].filter(([path]) => !/^(components|capabilities)\/(case|notif|address)/.test(path)))
  expect(fewer.size).toBeLessThan(files.size)
  expect(proofKey(component, fewer, place)).toBe(key)
})

test.each([
  ['case-management-embedded', 'capabilities/identity/openapi.yaml'],
  ['case-management-embedded', 'capabilities/personal-data/openapi.yaml'],
])('%s needs %s: one byte more there and it is tested again', (needing, path) => {
  expect(proofKey(needing, changed(path), place)).not.toBe(proofKey(needing, files, place))
})

test('a proof is kept for its user alone, and one that was cut off or made up counts for nothing', async () => {
  const cache = await temporaryFolder()
  const world = { ...real, env: { XDG_CACHE_HOME: cache } }
  const proof = { version: 1, component, tests: 26 } as const
  expect(await recallComponent(world, key)).toBeUndefined()
  await rememberProof(world, key, proof)
  expect(await recallComponent(world, key)).toEqual(proof)
  const folder = join(cache, 'compose/proved')
  const path = join(folder, `${key}.json`)
  expect([(await stat(folder)).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o700, 0o600])
  expect(await readdir(folder)).toEqual([`${key}.json`])
  const whole = await readFile(path, 'utf8')
  const [head, kept] = whole.split('\n')
  expect([JSON.parse(head!), JSON.parse(kept!)]).toEqual([{ version: 2, key, digest: sha256(kept!) }, proof])
  const saying = (other: object) => resealed(whole, () => JSON.stringify({ ...proof, ...other }))
  const headed = (other: object) => `${JSON.stringify({ ...JSON.parse(head!), ...other })}\n${kept}`
  expect(saying({})).toBe(whole)
  const spoilt = [
    whole.slice(0, -3),
    '',
    whole.replace('26', '27'),
    saying({ tests: 0 }),
    saying({ version: 2 }),
    saying({ verdict: 'verified' }),
    headed({ version: 1 }),
    headed({ key: proofKey(component, changed('kit/src/server.ts'), place) }),
    JSON.stringify(proof),
  ]
  for (const text of spoilt) {
    await writeFile(path, text)
    expect(await recallComponent(world, key), text).toBeUndefined()
  }
})

test('a cache that cannot be written costs a warning, not the run', async () => {
  const cache = await temporaryFolder()
  await mkdir(join(cache, 'compose'))
  await writeFile(join(cache, 'compose/proved'), 'a file where the folder should be')
  const said: string[] = []
  const world = {
    ...real,
    env: { XDG_CACHE_HOME: cache },
    emit: (event: { type: string; message?: string }) => void said.push(event.message ?? ''),
  }
  await rememberProof(world, key, { version: 1, component, tests: 26 })
  expect(said).toEqual([expect.stringContaining('it is tested again next time')])
})
