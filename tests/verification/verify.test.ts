import { mkdtemp, readdir, readFile, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { sha256 } from '../../src/digest.ts'
import type { ComposeEvent } from '../../src/events.ts'
import { type FileSet, Receipt, type Verification } from '../../src/schema.ts'
import { deliver } from '../../src/steps/deliver.ts'
import { report } from '../../src/steps/report.ts'
import { stage } from '../../src/steps/stage.ts'
import { verify } from '../../src/steps/verify.ts'
import { findSandbox } from '../../src/verification/sandbox.ts'
import { inspectFolder } from '../../src/workspace/inspect.ts'
import { openFolder } from '../../src/workspace/open.ts'
import { readFiles } from '../../src/workspace/read-files.ts'
import { realWorld } from '../../src/world.ts'
import { resealed } from '../support/kept.ts'
import { composition, tiny } from './sets.ts'

vi.setConfig({ testTimeout: 60_000 })
const events: ComposeEvent[] = []
const real = realWorld((event) => events.push(event), new AbortController().signal)
const world = { ...real, env: { ...real.env, XDG_CACHE_HOME: '' } }
/** A cache of its own for each run: what one proved must not spare the next. */
beforeEach(async () => {
  world.env.XDG_CACHE_HOME = await mkdtemp(join(tmpdir(), 'verify-cache-'))
})

async function run(files: FileSet, options: { timeout?: number; everything?: boolean } = {}): Promise<Verification> {
  const staged = await stage(files, 'tiny', world)
  try {
    return await verify(staged, composition, files, { world, timeout: 60_000, ...options })
  } finally {
    await staged.dispose()
    await expect(stat(dirname(staged.folder))).rejects.toMatchObject({ code: 'ENOENT' })
  }
}

const contractTest = (body: string) => ({
  'service/tests/contract.test.ts': `import { expect, test } from 'vitest'\n${body}\n`,
})
const one =
  "test('double: as it should be', () => expect(1).toBe(1))\ntest('double: in a process of its own', () => {})"

test('a folder is staged with links to compose’s own packages, and nothing is installed', async () => {
  const staged = await stage(tiny(), 'tiny', world)
  const modules = join(staged.folder, 'node_modules')
  expect(await readdir(modules)).toEqual(['@composed', '@types', 'vitest', 'yaml'])
  expect(await readlink(join(modules, '@composed/sums-embedded'))).toBe('../../components/sums-embedded')
  expect(await realpath(join(modules, 'yaml'))).toMatch(/node_modules\/yaml$/)
  expect(staged.readOnly).toContain(await realpath(new URL('../../node_modules', import.meta.url)))
  await staged.dispose()
})

test('a package that compose was not installed with is named, with advice', async () => {
  const files = tiny({ 'service/package.json': '{"name":"@composed/service","dependencies":{"left-pad":"1.0.0"}}' })
  await expect(stage(files, 'tiny', world)).rejects.toMatchObject({
    code: 'environment',
    suggestion: expect.any(String),
  })
})

test('a good folder is verified, delivered with its receipt, and can be read and verified again', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'verify-test-')), 'tiny')
  const verification = await run(tiny())
  expect(verification.checks.flatMap(({ problems }) => problems)).toEqual([])
  expect(verification).toMatchObject({ verdict: 'verified', tests: { passed: 3, failed: 0, skipped: 0 } })
  expect(verification.checks.map(({ id }) => id)).toEqual([
    'contracts',
    'lock',
    'dependencies',
    'placeholders',
    'rules',
    'secrets',
    'manifests',
    'types',
    'components',
    'tests',
  ])
  expect(verification.conditions).toEqual(['double: as it should be', 'double: in a process of its own'])
  // Of the component: the import, four lines of `add`, and the word `export` of `never`. Of the service: both lines.
  expect(verification.reuse).toEqual({ componentLines: 6, serviceLines: 2, ratio: 0.75 })
  expect(events).toContainEqual({
    type: 'progress',
    step: 'verify',
    message: 'tests: passed (3 passed, 0 failed, 0 not run, in 2 files)',
  })

  const result = report(composition, verification, tiny())
  expect(result.report).toMatchObject({ verdict: 'verified', service: 'tiny', conditions: 2, problems: [] })
  await deliver(folder, tiny(), result)
  expect(await inspectFolder(folder)).toMatchObject({ kind: 'ours', edited: [], extra: [] })
  expect(JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8')).predicate.result).toBe('PASSED')
  expect([...(await readFiles(folder))].map(([path, { bytes }]) => [path, bytes.toString()]).sort()).toEqual(
    [...tiny()].map(([path, { bytes }]) => [path, bytes.toString()]).sort(),
  )
  expect((await openFolder(folder)).lock?.files).toHaveProperty('package.json')
})

test.each<[string, Record<string, string | undefined>, string, RegExp]>([
  ['a failing test', contractTest(one.replace('toBe(1)', 'toBe(2)')), 'tests', /expected 1 to be 2/],
  ['a skipped test', contractTest(one.replace("test('double: in", "test.skip('double: in")), 'tests', /not run/],
  ['an expected test that is not there', contractTest(one.split('\n')[0]!), 'tests', /did not run/],
  [
    'a file that cannot be loaded',
    contractTest(`throw new Error('broken at load')\n${one}`),
    'tests',
    /broken at load/,
  ],
  [
    'a component without tests',
    { 'components/sums-embedded/tests/contract.test.ts': undefined },
    'tests',
    /no test of its own/,
  ],
  ['a type error', { 'service/src/wrong.ts': "export const wrong: number = 'text'\n" }, 'types', /TS2322/],
  [
    'an unhandled error',
    contractTest(`${one}\nPromise.reject(new Error('left alone'))`),
    'tests',
    /left alone|status 1/,
  ],
])('%s fails, and everything else is told too', async (_, change, id, message) => {
  const verification = await run(tiny(change), { everything: true })
  expect(verification.verdict).toBe('failed')
  const failed = verification.checks.filter(({ id, verdict }) => id !== 'components' && verdict !== 'passed')
  expect(failed.map((check) => check.id)).toEqual([id])
  expect(failed[0]!.problems.map((problem) => problem.message).join('\n')).toMatch(message)
})

test.each<[string, Record<string, string>, string]>([
  ['a type error', { 'service/src/wrong.ts': "export const wrong: number = 'text'\n" }, 'types'],
  ['a file that holds a placeholder', { 'service/src/later.ts': '// TODO: later\n' }, 'placeholders'],
  ['a contract that is none', { 'service/contracts/openapi.yaml': 'openapi: 3.1.0\n' }, 'contracts'],
])('in a lap %s ends the tests, and nothing is said to have passed', async (_, change, id) => {
  const hang = contractTest(one.replace('() => {}', '() => { for (;;); }'))
  const verification = await run(tiny({ ...hang, ...change }))
  expect(verification.verdict).toBe('failed')
  const verdicts = Object.fromEntries(verification.checks.map((check) => [check.id, check.verdict]))
  expect(verdicts).toMatchObject({ [id]: 'failed', tests: 'inconclusive' })
  expect(verification.tests).toEqual({ passed: 0, failed: 0, skipped: 0 })
})

test('tests that kill their runner prove nothing, and the folder is left as it was', async () => {
  const files = tiny(
    contractTest(`${one}\nprocess.kill(process.ppid, 'SIGKILL'); process.kill(process.pid, 'SIGKILL')`),
  )
  const verification = await run(files)
  expect(verification.verdict).toBe('inconclusive')
  const top = await mkdtemp(join(tmpdir(), 'verify-test-'))
  const kept = await deliver(join(top, 'tiny'), files, report(composition, verification, files))
  expect(await readdir(top)).toEqual(['tiny.failed'])
  expect(kept).toBe(join(top, 'tiny.failed'))
  expect(JSON.parse(await readFile(join(kept, 'receipt.json'), 'utf8')).predicate).toMatchObject({
    result: 'WARNED',
    passedTests: [],
  })
})

test('no tests at all prove nothing', async () => {
  const files = tiny({
    'components/sums-embedded/tests/contract.test.ts': undefined,
    'service/tests/contract.test.ts': undefined,
  })
  expect((await run(files)).verdict).not.toBe('verified')
})

test('the time limit is kept, and told as such', async () => {
  const files = tiny(contractTest(`${one}\nwhile (true) {}`))
  await expect(run(files, { timeout: 4000 })).rejects.toMatchObject({ code: 'time-limit', exitStatus: 7 })
})

test('an interrupt ends it', async () => {
  const interrupt = new AbortController()
  const own = realWorld(() => setTimeout(() => interrupt.abort(), 500), interrupt.signal)
  const files = tiny(contractTest(`${one}\nwhile (true) {}`))
  const staged = await stage(files, 'tiny', own)
  await expect(verify(staged, composition, files, { world: own, timeout: 60_000 })).rejects.toMatchObject({
    code: 'interrupted',
  })
  await staged.dispose()
})

const passed: Verification = {
  version: 1,
  verdict: 'verified',
  sandbox: 'isolated',
  checks: [],
  tests: { passed: 1, failed: 0, skipped: 0 },
  passed: [],
  conditions: [],
  failures: [],
  milliseconds: {},
}

test('edits of composition.yaml that the new set says too are taken up; others stop the delivery', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'verify-test-')), 'tiny')
  const first = tiny()
  await deliver(folder, first, report(composition, passed, first))
  await writeFile(join(folder, 'composition.yaml'), '# mine\nname:   changed\n')
  await expect(openFolder(folder)).rejects.toMatchObject({ code: 'edits-would-be-lost' })
  await expect(openFolder(folder, { mayDiffer: ['composition.yaml'] })).resolves.toHaveProperty('lock')
  const other = tiny({ 'composition.yaml': 'name: other\n' })
  await expect(deliver(folder, other, report(composition, passed, other))).rejects.toMatchObject({
    code: 'edits-would-be-lost',
  })
  const same = tiny({ 'composition.yaml': 'name: changed\n' })
  await deliver(folder, same, report(composition, passed, same))
  expect(await inspectFolder(folder)).toMatchObject({ edited: [] })
  await expect(openFolder(join(folder, 'none'), { mustBeOurs: true })).rejects.toMatchObject({
    code: 'folder-not-ours',
  })
})

test('what is said of a service lies under the receipt: an edit of it is no loss that nobody sees, and what is not ours stays', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'verify-test-')), 'tiny')
  const page = join(folder, 'docs/service.html')
  const said = (text: string) =>
    new Map([['docs/service.html', { bytes: Buffer.from(text), mode: '644', zone: 'generated' } as const]])
  const result = report(composition, passed, tiny())
  await deliver(folder, tiny(), result, said('first'))
  const receipt = Receipt.parse(JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8')))
  expect(receipt.subject).toContainEqual({ name: 'docs/service.html', digest: { sha256: sha256('first') } })
  expect(receipt.subject.map(({ name }) => name)).toEqual([...tiny().keys(), 'docs/service.html'].sort())
  expect(await inspectFolder(folder)).toMatchObject({ edited: [], extra: [] })
  await deliver(folder, tiny(), result, said('second'))
  expect(await readFile(page, 'utf8')).toBe('second')

  await writeFile(page, 'mine')
  expect(await inspectFolder(folder)).toMatchObject({ edited: ['docs/service.html'], extra: [] })
  await expect(openFolder(folder)).rejects.toMatchObject({ code: 'edits-would-be-lost' })
  await expect(deliver(folder, tiny(), result, said('third'))).rejects.toMatchObject({ code: 'edits-would-be-lost' })
  expect(await readFile(page, 'utf8')).toBe('mine')
  await rm(page)
  await deliver(folder, tiny(), result)
  await writeFile(page, 'theirs')
  expect(await inspectFolder(folder)).toMatchObject({ edited: [], extra: ['docs/service.html'] })
  await expect(deliver(folder, tiny(), result, said('fourth'))).rejects.toMatchObject({ code: 'edits-would-be-lost' })
  expect(await readFile(page, 'utf8')).toBe('theirs')
})

test('what a model wrote only runs isolated, unless a person takes the risk', async () => {
  const plain = await findSandbox(world, 'process')
  const written = { ...composition, model: 'some-model' }
  events.length = 0
  const staged = await stage(tiny(), 'tiny', world)
  const options = { world, timeout: 60_000, sandbox: plain! }
  try {
    await expect(verify(staged, written, tiny(), options)).rejects.toMatchObject({
      code: 'environment',
      suggestion: expect.stringContaining('--unsafe-no-sandbox'),
    })
    expect(events.filter((event) => event.type === 'progress' && /types and tests run/.test(event.message))).toEqual([])
    expect(await verify(staged, written, tiny(), { ...options, unsafe: true })).toMatchObject({
      verdict: 'verified',
      sandbox: 'process',
    })
  } finally {
    await staged.dispose()
  }
})

test('the same bytes are not run again, and a changed byte is', async () => {
  const first = await run(tiny())
  events.length = 0
  const second = await run(tiny())
  expect(second).toMatchObject({ verdict: 'verified', tests: first.tests, conditions: first.conditions })
  const ran = () => events.some((event) => event.type === 'progress' && /types and tests run/.test(event.message))
  expect(ran()).toBe(false)
  const said = second.checks.find(({ id }) => id === 'tests')!.detail
  expect({ said: /earlier on this machine, for the same bytes/.test(said) }).toEqual({ said: true })
  const other = await run(tiny(contractTest(one.replace('expect(1).toBe(1)', 'expect(2).toBe(2)'))))
  expect(other.checks.find(({ id }) => id === 'tests')!.detail).not.toMatch(/earlier/)
  expect(ran()).toBe(true)
})

const saying = (change: (kept: string) => string) => (text: string) => resealed(text, change)

test.each([
  ['cut off', (text: string) => text.slice(0, -2)],
  ['another’s', (text: string) => text.replace(/"key":"../, '"key":"zz')],
  ['of no tests', saying((kept) => kept.replaceAll(/"(tests|passed)":\d+/g, '"$1":0'))],
  ['of a failure', saying((kept) => kept.replaceAll('"verdict":"verified"', '"verdict":"failed"'))],
  ['of a run that was not isolated', saying((kept) => kept.replaceAll('"isolated"', '"process"'))],
])('a proof that is %s counts for nothing: the tests run again', async (what, spoil) => {
  await run(tiny())
  const folder = join(world.env.XDG_CACHE_HOME!, 'compose/proved')
  const names = await readdir(folder)
  expect(names).toHaveLength(2)
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(join(folder, name), spoil(text))
  }
  const again = await run(tiny())
  const detail = (id: string) => again.checks.find((check) => check.id === id)!.detail
  expect(again.verdict).toBe('verified')
  expect(detail('tests')).not.toMatch(/earlier/)
  // Only a whole proof speaks of verdict and sandbox; the component's own is as good as it was.
  const componentSpoilt = !/^of a/.test(what)
  expect(detail('components')).toMatch(
    componentSpoilt ? /1 components tested now, 0 earlier/ : /0 components tested now, 1 earlier/,
  )
})
