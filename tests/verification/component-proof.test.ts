import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ComposeEvent } from '../../src/events.ts'
import type { FileSet, Verification } from '../../src/schema.ts'
import { stage } from '../../src/steps/stage.ts'
import { verify } from '../../src/steps/verify.ts'
import { contradicts, gatherProofs } from '../../src/verification/component-proof.ts'
import type { Evidence } from '../../src/verification/evidence.ts'
import { realWorld } from '../../src/world.ts'
import { root } from '../support/plan.ts'
import { composition, filesOf, tiny } from './sets.ts'

// What a component's own tests have shown is kept while the rest still runs, and only when all of them passed.

const two = filesOf({
  'components/a/tests/contract.test.ts': '',
  'components/a/tests/contract-more.test.ts': '',
  'components/a/tests/other.test.ts': '',
  'components/b/tests/contract.test.ts': '',
})
const report = (path: string, statuses: string[], status = 'passed') =>
  JSON.stringify({
    testResults: [
      {
        name: `/staged/${path}`,
        status,
        assertionResults: statuses.map((one) => ({ ancestorTitles: [], title: 'x', status: one })),
      },
    ],
  })
const first = report('components/a/tests/contract.test.ts', ['passed', 'passed'])
const more = report('components/a/tests/contract-more.test.ts', ['passed'])

test('a component is proved with the last of its contract tests, whatever comes between', () => {
  const take = gatherProofs('/staged', two)
  expect(take(first)).toBeUndefined()
  expect(take(report('service/tests/contract.test.ts', ['passed']))).toBeUndefined()
  expect(take(report('components/b/tests/contract.test.ts', ['passed']))).toEqual({
    version: 1,
    component: 'b',
    tests: 1,
  })
  expect(take(more)).toEqual({ version: 1, component: 'a', tests: 3 })
})

test.each([
  ['a test that failed', report('components/a/tests/contract-more.test.ts', ['passed', 'failed'], 'failed')],
  ['a test that was skipped', report('components/a/tests/contract-more.test.ts', ['passed', 'skipped'])],
  ['a file that could not be loaded', report('components/a/tests/contract-more.test.ts', [], 'failed')],
  ['a file without tests', report('components/a/tests/contract-more.test.ts', [])],
  ['a file that is none of its contract tests', report('components/a/tests/other.test.ts', ['passed'])],
  ['a file that the set does not have', report('components/a/tests/contract-new.test.ts', ['passed'])],
  ['half a report', more.slice(0, -5)],
])('%s proves nothing', (_what, last) => {
  const take = gatherProofs('/staged', two)
  expect([take(first), take(last)]).toEqual([undefined, undefined])
})

const proof = { version: 1, component: 'a', tests: 3 } as const
const evidence = (change: Partial<Evidence>): Evidence => ({
  ...{ verdict: 'failed', detail: '', problems: [], counts: { passed: 3, failed: 1, skipped: 0 }, passed: [] },
  ...{ conditions: [], components: { a: 3, b: 1 } },
  failures: [{ test: 'x', file: 'service/tests/contract.test.ts', message: 'no' }],
  ...change,
})

test.each<[string, Partial<Evidence>, boolean]>([
  ['all passed', { verdict: 'passed', failures: [] }, false],
  ['a test of the service failed', {}, false],
  ['a run that was cut off', { verdict: 'inconclusive', failures: [], components: {} }, false],
  ['a test of its own failed', { failures: [{ test: 'x', file: 'components/a/tests/x.test.ts', message: '' }] }, true],
  ['a bad end that no test explains', { failures: [] }, true],
  ['another number of tests', { components: { a: 2 } }, true],
])('after %s, a proof is taken back: %s', (_what, change, back) => {
  expect(contradicts(evidence(change), proof)).toBe(back)
})

/** The smallest set with the kit's reporter, verified in a sandbox; `interruptAt` is what is said when it is cut off. */
async function run(files: FileSet, cache: string, interruptAt?: string) {
  const said: string[] = []
  const cutting = new AbortController()
  const emit = (event: ComposeEvent) => {
    if (event.type !== 'progress') return
    said.push(event.message)
    if (event.message === interruptAt) cutting.abort(new Error('cut off'))
  }
  const real = realWorld(emit, cutting.signal)
  const world = { ...real, env: { ...real.env, XDG_CACHE_HOME: cache } }
  const staged = await stage(files, 'tiny', world)
  try {
    const verification = await verify(staged, composition, files, { world, timeout: 60_000 }).catch(() => undefined)
    return { verification, said }
  } finally {
    await staged.dispose()
  }
}

const reporter = await readFile(join(root, 'catalog/kit/testing/report-each.ts'), 'utf8')
const serviceTests = (body: string) => ({
  'kit/testing/report-each.ts': reporter,
  'vitest.config.ts': 'export default { test: { maxWorkers: 2, testTimeout: 60_000 } }\n',
  'service/tests/contract.test.ts': `import { expect, test } from 'vitest'\n${body}\n`,
})
const passes = "test('double: as it should be', () => {})\ntest('double: in a process of its own', () => {})"
const passed = 'sums-embedded: passed 1 tests of its contract'
const earlier = `${passed} earlier on this machine, for the same bytes`

test.each<[string, Record<string, string>, Verification['verdict'] | undefined, boolean]>([
  ['the service fails', serviceTests(passes.replace('() => {}', '() => expect(1).toBe(2)')), 'failed', true],
  [
    'the run is cut off',
    serviceTests(passes.replace('() => {}', 'async () => new Promise(() => {})')),
    undefined,
    true,
  ],
  ['an error belongs to no test', serviceTests(`${passes}\nPromise.reject(new Error('left alone'))`), 'failed', false],
])('%s: a component that passed is tested again, or not', async (what, change, verdict, kept) => {
  const cache = await mkdtemp(join(tmpdir(), 'proofs-'))
  const begun = await run(tiny(change), cache, what === 'the run is cut off' ? passed : undefined)
  expect(begun.verification?.verdict).toBe(verdict)
  const again = await run(tiny(serviceTests(passes)), cache)
  expect(again.verification?.verdict).toBe('verified')
  expect(again.said.includes(earlier)).toBe(kept)
  expect(again.said.includes(passed)).toBe(!kept)
})
