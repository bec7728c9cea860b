import { cpSync, existsSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Report } from '../../src/schema.ts'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDeskGoal, dutyDeskRules } from '../model/duty-desk.ts'
import { type Line, type ScriptedEndpoint, scriptedEndpoint } from '../model/endpoint.ts'
import {
  mend,
  mistypedCode,
  rightCode,
  rightWording,
  upToCoder,
  withCode,
  wrongRules,
  wrongWording,
} from '../model/repairs.ts'

interface Ended {
  report: Report
  status: number | null
  folder: string
  env: Record<string, string>
  endpoint: ScriptedEndpoint
}

/** What verification of the very same bytes came to in an earlier test: several begin with the same lap, and one waits for it. */
let kept: string
beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), 'compose-kept-'))
})
afterAll(() => rm(kept, { recursive: true, force: true }))

/** Composes the duty desk by a script of the coder's answers, first and later ones. */
async function composed(...answers: readonly (object | Line)[]): Promise<Ended> {
  const coder = answers.map((one): Line => ('reply' in one ? (one as Line) : { for: 'coder', reply: { value: one } }))
  const home = await temporaryFolder()
  const runs = join(home, 'runs')
  const steps = () => join(runs, readdirSync(runs)[0]!, 'steps')
  // A run takes what its own record holds for the same bytes, as one that is resumed does; it is put there before the first lap.
  const [first, ...later] = coder
  const begins: Line = { ...first!, check: () => cpSync(kept, steps(), { recursive: true }) }
  const endpoint = await scriptedEndpoint([...upToCoder, begins, ...later])
  const env = { ...endpoint.env, COMPOSE_RUNS: runs }
  const folder = join(home, 'duty-desk')
  const { report, status } = await composeJson([dutyDeskGoal, '--out', folder], { env })
  endpoint.done()
  for (const name of (await readdir(steps())).filter((one) => one.startsWith('kept-verify')))
    await cp(join(steps(), name), join(kept, name))
  return { report, status, folder, env, endpoint }
}

const rulesOf = async (folder: string) => parse(await readFile(join(folder, 'composition.yaml'), 'utf8')).rules

test('code that does not type-check is mended', async () => {
  const { report, status, folder } = await composed(
    mistypedCode,
    mend(rightCode, /types service\/src\/rules\/priority\.ts/),
  )
  expect({ status, verdict: report.verdict, problems: report.problems }).toEqual({
    status: 0,
    verdict: 'verified',
    problems: [],
  })
  expect(await readFile(join(folder, 'service/src/rules/priority.ts'), 'utf8')).toContain('record.daysUnseen >= 3')
})

test('a wrong rule is mended, and the scenario that showed it stays', async () => {
  const { report, status, folder } = await composed(
    { rules: wrongRules },
    mend({ rules: dutyDeskRules }, /unseen-for-three-days/),
  )
  expect({ status, verdict: report.verdict }).toEqual({ status: 0, verdict: 'verified' })
  expect(await rulesOf(folder)).toMatchObject(dutyDeskRules)
  expect(report.spend).toMatchObject([
    { agent: 'planner', calls: 1 },
    { agent: 'tester', calls: 1 },
    { agent: 'coder', calls: 2 },
  ])
})

test('a text that fails a scenario of the pattern is mended', async () => {
  const { report, status } = await composed(wrongWording, mend(rightWording, /acknowledged-once/))
  expect({ status, verdict: report.verdict }).toEqual({ status: 0, verdict: 'verified' })
})

test('the same failure twice ends it; the best tree is kept, and the run goes on when it is resumed', async () => {
  const other = withCode(
    "  return record.immediateDanger ? 'urgent' : record.gettingWorse || record.livesAlone ? 'high' : 'standard'",
  )
  const { report, status, folder, env, endpoint } = await composed(
    { rules: wrongRules },
    mend(other, /unseen-for-three-days/),
    mend({ rules: wrongRules, texts: { startButton: 'Begin' } }, /unseen/),
  )
  expect(report.problems[0]).toMatchObject({
    code: 'verification-failed',
    message: expect.stringMatching(/after 3 laps: the same failures came twice/),
  })
  expect({ status, verdict: report.verdict, folder: report.folder }).toEqual({
    status: 1,
    verdict: 'failed',
    folder: `${folder}.failed`,
  })
  expect(existsSync(folder)).toBe(false)
  expect(await rulesOf(`${folder}.failed`)).toMatchObject({
    priority: { code: expect.stringContaining('immediateDanger') },
  })

  endpoint.play([mend({ rules: dutyDeskRules }, /unseen/)])
  const resumed = await composeJson(['resume', report.run!], { env })
  endpoint.done()
  expect(resumed.report.problems).toEqual([])
  expect({ status: resumed.status, verdict: resumed.report.verdict }).toEqual({ status: 0, verdict: 'verified' })
  expect(await rulesOf(folder)).toMatchObject(dutyDeskRules)
})

test('the same answer twice ends it without another lap', async () => {
  const { report, status, folder } = await composed({ rules: wrongRules }, { rules: wrongRules })
  expect(report.problems[0]).toMatchObject({
    code: 'verification-failed',
    message: expect.stringMatching(/after 1 lap: .*tried before/),
    suggestion: expect.stringContaining('compose resume'),
  })
  expect({ status, kept: existsSync(`${folder}.failed`), run: report.run }).toEqual({
    status: 1,
    kept: true,
    run: expect.any(String),
  })
})

test('a test that the coder disputes is for a person to judge, and is not changed', async () => {
  const test = 'unseen-for-three-days: a lone tenant whom nobody has seen for three days is visited first'
  const disputes = [{ test, because: 'The goal does not say how many days.' }]
  const { report, status, folder } = await composed({ rules: wrongRules }, { rules: wrongRules, disputes })
  expect(report.problems[0]).toMatchObject({
    code: 'test-disputed',
    message: expect.stringContaining('The goal does not say how many days.'),
  })
  expect(status).toBe(8)
  expect(await readFile(join(`${folder}.failed`, 'service/tests/scenarios.test.ts'), 'utf8')).toContain(test)
})
