import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import * as z from 'zod'
import { markdownOf, plain } from '../../src/reports/markdown.ts'
import { summaryOf } from '../../src/reports/summary.ts'
import { documentOf } from '../../src/steps/page.ts'
import { digestFileSet } from '../../src/workspace/digest.ts'
import { stageFiles } from '../../src/workspace/stage-files.ts'
import { inProcess, temporaryFolder } from '../cli/run.ts'
import { provedFacts } from '../support/page-facts.ts'
import { catalog, filesOf, planOf } from '../support/plan.ts'
import { composition, tiny } from './sets.ts'

/** SARIF 2.1.0, as far as we write it: https://docs.oasis-open.org/sarif/sarif/v2.1.0. Whatever else there is, is not in it. */
const Sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            version: z.string().min(1),
            rules: z.array(z.strictObject({ id: z.string().min(1) })),
          }),
        }),
        invocations: z.array(z.strictObject({ executionSuccessful: z.boolean() })).length(1),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(['none', 'note', 'warning', 'error']),
            message: z.strictObject({ text: z.string().min(1) }),
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation: z.strictObject({ uri: z.string().regex(/^[^\s\\]+$/) }),
                    region: z.strictObject({ startLine: z.int().min(1) }).optional(),
                  }),
                  logicalLocations: z.array(z.strictObject({ fullyQualifiedName: z.string() })).optional(),
                }),
              )
              .optional(),
          }),
        ),
      }),
    )
    .length(1),
})

interface Case {
  suite: string
  service: string
  name: string
  problem: string | undefined
}

/** The cases of a JUnit document, once its numbers add up. */
function casesOf(xml: string): Case[] {
  const { document } = new JSDOM(xml, { contentType: 'text/xml' }).window
  const root = document.documentElement
  expect([root.tagName, ...new Set([...root.children].map(({ tagName }) => tagName))]).toEqual([
    'testsuites',
    'testsuite',
  ])
  const sum = (name: string) => [...root.children].reduce((all, suite) => all + Number(suite.getAttribute(name)), 0)
  for (const name of ['tests', 'failures', 'errors']) expect(Number(root.getAttribute(name))).toBe(sum(name))
  return [...root.children].flatMap((suite) => {
    const cases = [...suite.children]
    expect(cases.every(({ tagName }) => tagName === 'testcase')).toBe(true)
    const of = (kind: string) => cases.filter((one) => one.querySelector(`:scope > ${kind}`)).length
    const numbers = ['tests', 'failures', 'errors'].map((name) => Number(suite.getAttribute(name)))
    expect(numbers).toEqual([cases.length, of('failure'), of('error')])
    const service = suite.getAttribute('package')!
    return cases.map((one) => {
      expect(one.getAttribute('classname')).toBe(`${service}/${suite.getAttribute('name')}`)
      const name = one.getAttribute('name')!
      return { suite: suite.getAttribute('name')!, service, name, problem: one.firstElementChild?.textContent }
    })
  })
}

const yaml = stringify(composition)
const failing = `import { expect, test } from 'vitest'
test('double: as it should be', () => {})
test('double: in a process of its own', () => expect('<b>&\\u001b[31m').toBe('red'))
`
let top: string
let ran: Awaited<ReturnType<typeof inProcess>>
const read = (name: string) => readFile(join(top, name), 'utf8')
/** One command over three folders: one that passes, one with a test that fails, one that somebody changed. */
beforeAll(async () => {
  top = await temporaryFolder(() => undefined)
  await stageFiles(join(top, 'in order/good'), tiny({ 'composition.yaml': yaml }))
  await stageFiles(
    join(top, 'bad'),
    tiny({
      'composition.yaml': yaml,
      'service/tests/contract.test.ts': failing,
      'service/src/later.ts': '\n// TODO: it\n',
    }),
  )
  await stageFiles(join(top, 'changed'), tiny({ 'composition.yaml': yaml }))
  await writeFile(join(top, 'changed/service/src/double.ts'), 'export const double = 4\n')
  await writeFile(join(top, 'summary.md'), 'What was there before.\n')
  ran = await inProcess(
    ['verify', 'in order/good', 'bad', 'changed', '--report', 'junit=junit.xml', '--report', 'sarif=compose.sarif'],
    { cwd: top, env: { GITHUB_STEP_SUMMARY: join(top, 'summary.md') } },
  )
}, 120_000)

test('JUnit: each test by its file and service, each check, and what failed with its message', async () => {
  expect(ran.status).toBe(1)
  const cases = casesOf(await read('junit.xml'))
  const passed = cases.filter(({ problem }) => problem === undefined)
  expect(passed).toContainEqual({
    suite: 'service/tests/contract.test.ts',
    service: 'tiny',
    name: 'double: as it should be',
  })
  expect(passed).toContainEqual({
    suite: 'components/sums-embedded/tests/contract.test.ts',
    service: 'tiny',
    name: 'add: sums',
  })
  expect(passed.filter(({ suite }) => suite === 'checks').length).toBeGreaterThan(9)
  const wrong = cases.flatMap(({ name, problem, suite }) => (problem === undefined ? [] : [[suite, name, problem]]))
  expect(wrong).toContainEqual([
    'service/tests/contract.test.ts',
    'double: in a process of its own',
    expect.stringContaining("expected '<b>&"),
  ])
  expect(wrong).toContainEqual([
    'checks',
    'placeholders',
    'service/src/later.ts:2: "TODO" says that something is missing.',
  ])
  expect(wrong).toContainEqual([
    'verify',
    join(top, 'changed'),
    expect.stringContaining('service/src/double.ts is not what the lock says.'),
  ])
})

test('SARIF: each problem with where it stands, below the folder that the command ran in', async () => {
  const { results, tool } = Sarif.parse(JSON.parse(await read('compose.sarif'))).runs[0]!
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
  const places = results.map(({ locations = [], ruleId }) => {
    const { artifactLocation, region } = locations[0]?.physicalLocation ?? {}
    return [ruleId, artifactLocation?.uri, region?.startLine]
  })
  expect(places).toContainEqual(['placeholders', 'bad/service/src/later.ts', 2])
  expect(places).toContainEqual(['tests', 'bad/service/tests/contract.test.ts', undefined])
  expect(places).toContainEqual(['lock', 'changed/service/src/double.ts', undefined])
  expect(places.some(([, uri]) => String(uri).startsWith('in'))).toBe(false)
})

test('the summary of a CI job: verdict, checks and problems of each folder, behind what was there', async () => {
  const summary = await read('summary.md')
  expect(summary).toMatch(/^What was there before\.\n/)
  expect(summary).toContain('## tiny: verified\n')
  expect(summary.match(/^## tiny: not verified, a check failed$/gm)).toHaveLength(2)
  expect(summary).toContain('| tests | passed | 3 passed, 0 failed, 0 not run, in 2 files |')
  expect(summary).toContain('- **placeholders** "TODO" says that something is missing. (service/src/later.ts:2)')
  // It is a made-up folder, of whose parts the catalogue knows nothing.
  expect(summary).not.toContain('<details>')
})

test('what was asked for besides changes neither the answer nor the folders', async () => {
  expect(ran.stdout.match(/^Verified: tiny$|^Not verified: a check failed: tiny$/gm)).toHaveLength(3)
  expect(await readdir(top)).toEqual(['bad', 'changed', 'compose.sarif', 'in order', 'junit.xml', 'summary.md'])
  expect(existsSync(join(top, 'in order/good/docs'))).toBe(false)
})

test('what a run is refused for is reported too', async () => {
  const folder = await temporaryFolder()
  await inProcess(['verify', 'none', '--report', 'junit=j.xml', '--report', 'sarif=s.json'], { cwd: folder })
  expect(casesOf(await readFile(join(folder, 'j.xml'), 'utf8'))).toMatchObject([
    { suite: 'verify', problem: expect.stringContaining('does not hold a composed service') },
  ])
  const { results } = Sarif.parse(JSON.parse(await readFile(join(folder, 's.json'), 'utf8'))).runs[0]!
  expect(results).toMatchObject([{ ruleId: 'folder-not-ours' }])
  expect(results[0]).not.toHaveProperty('locations')
})

test.each([
  [['--report', 'junit=none/j.xml'], 3, /none\/j\.xml cannot be written \(ENOENT\)/, /make it first/],
  [
    ['--report', 'junit=there'],
    2,
    /is a folder; a report is written as a file/,
    /Say --report junit=\S*there\/junit\.xml/,
  ],
  [['--report', 'tap=x'], 2, /--report takes no tap/, /JUnit XML/],
  [['--report', 'junit'], 2, /Say it as junit=FILE or sarif=FILE/, /--help/],
])('a report that cannot be written is refused before anything runs: %j', async (args, status, message, next) => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'there'))
  const done = await inProcess(['verify', 'there', ...args], { cwd: folder })
  expect(done.status).toBe(status)
  expect(done.stderr).toMatch(message)
  expect(done.stderr).toMatch(next)
  expect(await readdir(folder)).toEqual(['there'])
})

test('a summary that cannot be written is a warning, since nobody asked us for it', async () => {
  const folder = await temporaryFolder()
  const env = { GITHUB_STEP_SUMMARY: join(folder, 'none/summary.md') }
  const done = await inProcess(['verify', folder], { cwd: folder, env })
  expect(done.status).toBe(3)
  expect(done.stderr).toMatch(/^warning: The summary of the job \(GITHUB_STEP_SUMMARY\) was not written: .*not there/m)
  expect(done.stderr).toContain('does not hold a composed service')
})

test('the summary says of a service what its page says, and nothing in it is Markdown by accident', async () => {
  const facts = await provedFacts(await planOf('case triage service, <b>*gas*</b> | is_leaking'), catalog)
  const files = await filesOf(facts.composition)
  expect(digestFileSet(files)).toMatch(/^sha256:/)
  const report = {
    version: 1,
    command: 'compose',
    verdict: 'verified',
    service: 'case-triage',
    folder: '/x',
    problems: [],
  } as const
  const verification = { passed: [], failures: [], checks: [] } as never
  const shown = { folder: '/x', facts: { ...facts, proof: facts.proof! }, files, verification, catalog }
  const summary = summaryOf({ ...report, problems: [] }, [shown])
  expect(summary).toContain(markdownOf(documentOf(facts)))
  for (const said of [
    '### What people are asked',
    'Is anyone in immediate danger?',
    '10 working days',
    '### What was proved',
  ])
    expect(summary).toContain(said)
  expect(summary).toContain(plain(facts.composition.goal.sentence))
  expect(summary).not.toContain('<b>')
  expect(plain('<b>*a*</b> | `b`\n# c')).toBe('&lt;b&gt;\\*a\\*&lt;/b&gt; \\| \\`b\\` \\# c')
})
