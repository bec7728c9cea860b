import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judge } from '../../src/evaluation/judge.ts'
import { readGoals } from '../../src/evaluation/read-goals.ts'
import { Evaluation } from '../../src/schema.ts'
import { bin, compose, composeJson, type HowToRun, temporaryFolder } from '../cli/run.ts'
import { planOf } from '../support/plan.ts'
import { dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
import { type Line, type Reply, scriptedEndpoint } from './endpoint.ts'

const planner = (...replies: Reply[]): Line[] => replies.map((reply) => ({ for: 'planner', reply }))
const good: Reply = { value: dutyDeskIntent }
const byText: Reply = {
  value: { ...dutyDeskIntent, constraints: [{ kind: 'channel', value: 'text', because: 'wardens' }] },
}
const unplaced: Reply = { value: { version: 1, pattern: null, understood: ['sandwich'] } }
/** An intent that rests on no word of the goal, so it can be given for any. */
const anyGoal: Reply = { value: { ...dutyDeskIntent, patternBecause: '', capabilities: [], fields: [] } }
const badKey: Reply = { status: 401 }
const lookUp: Reply = { calls: [{ name: 'search-catalog', arguments: { words: 'desk' } }] }

/** Writes the goals where the command will run, with a temporary folder of its own that must be empty in the end. */
async function evaluate(goals: unknown, flags: readonly string[], how: HowToRun = {}) {
  const home = await temporaryFolder()
  const scratch = await temporaryFolder()
  const runs = await temporaryFolder()
  await writeFile(join(home, 'goals.yaml'), JSON.stringify(goals))
  const env = { TMPDIR: scratch, NODE_DISABLE_COMPILE_CACHE: '1', COMPOSE_RUNS: runs, ...how.env }
  const ran = await composeJson(['eval', 'goals.yaml', '--until', 'plan', ...flags], { ...how, cwd: home, env })
  expect({ home: await readdir(home), scratch: await readdir(scratch), runs: await readdir(runs) }).toEqual({
    home: ['goals.yaml'],
    scratch: [],
    runs: [],
  })
  const { result } = ran.report
  return { ...ran, result: result === undefined ? undefined : Evaluation.parse(result) }
}

test('scores when some tries fail: by an expectation, by the endpoint, by a plan where a refusal was due', async () => {
  const endpoint = await scriptedEndpoint([
    ...planner(byText, good, badKey),
    ...planner(unplaced, anyGoal, unplaced),
    ...planner(good, good, good),
  ])
  const goals = [
    { goal: dutyDeskGoal, expect: { pattern: 'triage', channel: 'text' } },
    { goal: 'make me a sandwich', expect: { pattern: null } },
    dutyDeskGoal,
  ]
  const { report, result, status, stderr } = await evaluate(goals, ['--repeats', '3'], { env: endpoint.env })
  endpoint.done()
  expect({ status, verdict: report.verdict, problems: report.problems }).toEqual({
    status: 0,
    verdict: 'done',
    problems: [],
  })
  expect(result).toMatchObject({ brain: 'scripted', until: 'plan', repeats: 3 })
  expect(result?.goals).toMatchObject([
    {
      tries: 3,
      passed: 1,
      passAt1: 1 / 3,
      passedAll: false,
      inputTokens: 200,
      outputTokens: 20,
      problems: { 'expectation-unmet': 1, 'provider-failed': 1 },
      runs: [
        { outcome: 'passed', unmet: [] },
        { outcome: 'failed', unmet: ['channel: none'] },
        { outcome: 'failed', problem: 'provider-failed', inputTokens: 0 },
      ],
      builtin: { outcome: 'failed', problem: 'no-pattern', usd: 0 },
    },
    {
      passed: 2,
      passedAll: false,
      runs: [
        { outcome: 'passed' },
        { unmet: ['pattern: triage, where a refusal was expected'] },
        { outcome: 'passed' },
      ],
      builtin: { outcome: 'passed', problem: 'no-pattern' },
    },
    { passed: 3, passAt1: 1, passedAll: true, problems: {} },
  ])
  expect(result?.total).toMatchObject({
    goals: 3,
    tries: 9,
    passed: 6,
    passAt1: 6 / 9,
    passedAll: 1,
    builtin: 1,
    inputTokens: 800,
    problems: { 'expectation-unmet': 2, 'provider-failed': 1 },
  })
  // Nobody knows what this model costs.
  expect(result?.total).not.toHaveProperty('usd')
  expect(stderr.match(/"type":"try-finished"/g)).toHaveLength(9 + 3)
  expect(stderr).not.toContain('step-started')
})

test('limits of calls end a try, the money of all tries ends the evaluation, with what is known so far', async () => {
  const endpoint = await scriptedEndpoint(planner(good, lookUp))
  const flags = ['--model', 'gpt-4.1', '--repeats', '4']
  // A call costs $0.00028: the first try leaves too little for the second call of the second one.
  const poor = await evaluate([dutyDeskGoal], [...flags, '--max-usd', '0.0005'], { env: endpoint.env })
  endpoint.done()
  expect(poor.status).toBe(7)
  expect(poor.report).toMatchObject({ verdict: 'inconclusive', problems: [{ code: 'budget-reached' }] })
  expect(poor.result?.total).toMatchObject({ tries: 1, passed: 1, passAt1: 1, passedAll: 0, problems: {} })
  expect(poor.result?.total.usd).toBeCloseTo(0.00056, 8)
  expect(poor.result?.goals[0]?.runs.map(({ outcome }) => outcome)).toEqual(['passed', 'cut'])
  endpoint.play(planner(lookUp, good, good, lookUp))
  const short = await evaluate([dutyDeskGoal], [...flags, '--max-calls', '1'], { env: endpoint.env })
  endpoint.done()
  expect(short.status).toBe(0)
  expect(short.result?.total).toMatchObject({ tries: 4, passed: 2, problems: { 'budget-reached': 2 } })
})

test('an interruption ends it at once, and what was found out is told', async () => {
  const endpoint = await scriptedEndpoint([...planner(good), { reply: { raw: () => undefined } }])
  const { report, result, status } = await evaluate([dutyDeskGoal], ['--repeats', '2'], {
    env: endpoint.env,
    during: (child) => {
      const asked = setInterval(() => endpoint.asked.length > 1 && child.kill('SIGINT') && clearInterval(asked), 20)
    },
  })
  expect(status).toBe(130)
  expect(report.problems).toMatchObject([{ code: 'interrupted' }])
  expect(result?.goals).toMatchObject([{ tries: 1, passed: 1, passedAll: false }])
})

test('what no try could get past ends it: exit 3, not so many failures', async () => {
  const { report, status } = await evaluate([dutyDeskGoal], ['--brain', 'model'])
  expect({ status, code: report.problems[0]?.code }).toEqual({ status: 3, code: 'environment' })
})

test('a recorded evaluation comes out the same without an endpoint', async () => {
  const recordings = await temporaryFolder()
  const endpoint = await scriptedEndpoint(planner(good, badKey, byText))
  const flags = ['--repeats', '3', '--recordings', recordings, '--calls']
  const goals = [{ goal: dutyDeskGoal, expect: { channel: 'text' } }]
  const live = await evaluate(goals, [...flags, 'record'], { env: endpoint.env })
  endpoint.done()
  const { COMPOSE_BRAIN, COMPOSE_MODEL } = endpoint.env as { COMPOSE_BRAIN: string; COMPOSE_MODEL: string }
  const again = await evaluate(goals, [...flags, 'replay'], { env: { COMPOSE_BRAIN, COMPOSE_MODEL } })
  expect(again.status).toBe(0)
  const outcomes = (run: typeof live) => run.result?.goals[0]?.runs.map(({ outcome, unmet }) => ({ outcome, unmet }))
  expect(outcomes(again)).toEqual(outcomes(live))
})

test('our example for a person: a table on stdout, a line per try on stderr', async () => {
  const { status, stderr, stdout } = await compose(['eval', join(bin, '../../examples/goals.yaml'), '--until', 'plan'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^5 goals, 1 try each by builtin, until planned\n {2}goal +pass@1 +pass-all-of-1 +cost/)
  expect(stdout).toMatch(/^ {2}make me a sandwich +100% \(1 of 1\) +yes +\$0 +0 /m)
  expect(stdout).toMatch(/^ {2}all +80% \(4 of 5\) +4 of 5 /m)
  expect(stdout).toMatch(/Why tries failed\n {2}a duty desk .* 1 of 1 +no-pattern\n$/)
  expect(stderr).toMatch(/^goal 4 of 5, builtin 1 of 1: failed \(no-pattern\), /m)
})

test.each([
  [
    'goals.txt',
    'case triage service\n\n# later\n  make me a sandwich \n',
    ['case triage service', 'make me a sandwich'],
  ],
  ['goals.yaml', '- case triage service\n- goal: make me a sandwich\n', ['case triage service', 'make me a sandwich']],
])('%s is read', (file, text, goals) => {
  expect(readGoals(text, file).map(({ goal }) => goal)).toEqual(goals)
})

test.each([
  ['goals.yaml', '- goal: case triage\n  expects: {}\n', 'goals.yaml: 0: unknown key expects'],
  ['goals.yaml', '- goal: case triage\n  expect: { chanel: text }\n', 'goals.yaml: 0.expect: unknown key chanel'],
  ['goals.yaml', '- case triage\n- expect: {}\n', 'goals.yaml: 1.goal: '],
  ['goals.yaml', '- goal: x\n  expect: { pattern: null, channel: text }\n', 'goals.yaml: 0.expect: a goal that must'],
  ['goals.yaml', '- goal: x\n  expect: { deadline: 2 days }\n', 'goals.yaml: 0.expect.deadline: '],
  ['goals.yaml', 'goals: []\n', 'goals.yaml: Invalid input: expected array'],
  ['goals.yaml', '- "case\n', 'goals.yaml:'],
  ['goals.txt', '\n# nothing\n', 'goals.txt: there is no goal in it'],
])('a bad %s is refused by file and key: %j', (file, text, message) => {
  expect(() => readGoals(text, file)).toThrow(message)
})

test('a bad file is exit 2, and so is none', async () => {
  const { report, status } = await evaluate([{ goal: 'x', expect: { colour: 'red' } }], [])
  expect(status).toBe(2)
  expect(report.problems).toMatchObject([
    { code: 'bad-file', message: 'goals.yaml: 0.expect: unknown key colour', where: 'goals.yaml#0.expect' },
  ])
  const none = await composeJson(['eval', 'no-such-file.yaml'])
  expect(none.status).toBe(2)
  expect(none.report.problems).toMatchObject([{ code: 'bad-file', suggestion: expect.stringMatching(/examples/) }])
})

test.each([
  [{ pattern: 'triage', capabilities: ['notifications'], channel: 'text', priorityRules: 1 }, []],
  [{ deadline: { amount: 2, unit: 'working-days' as const } }, []],
  [{ deadline: { amount: 2, unit: 'days' as const } }, ['deadline: 2 working-days']],
  [{ pattern: 'booking' }, ['pattern: triage']],
  [{ capabilities: ['audit', 'payments'], channel: 'letter' }, ['capabilities: no payments', 'channel: text']],
  [{ priorityRules: 0 }, ['priorityRules: 1']],
])('the expectation %j', async (expected, unmet) => {
  const goal = 'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people'
  const plan = await planOf(goal)
  expect(judge({ goal, expect: expected }, { status: 0, problem: undefined, plan })).toEqual({
    passed: unmet.length === 0,
    unmet,
  })
})
