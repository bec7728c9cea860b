import { afterAll, expect, test } from 'vitest'
import { loadAgents } from '../../src/brain/agents.ts'
import { ask } from '../../src/brain/brain.ts'
import { builtinBrain } from '../../src/brain/builtin.ts'
import type { Composition, Plan } from '../../src/schema.ts'
import { fill } from '../../src/steps/fill.ts'
import { settle } from '../../src/steps/settle.ts'
import { calculatorPlan } from '../support/calculator.ts'
import { catalog, compositionOf, filesOf, planOf, root } from '../support/plan.ts'
import { stageFiles, typeErrors } from '../support/staged.ts'

const agents = await loadAgents(`${root}/agents`)
const { signal } = new AbortController()

async function filled(plan: Plan): Promise<Composition> {
  const { composition } = await fill(settle(plan, catalog), catalog, (role, question, check) =>
    ask(builtinBrain, agents, role, question, signal, check),
  )
  return composition
}

const given = await calculatorPlan()
const settled = await filled(given)
const problemsOf = (composition: Composition): Promise<string> =>
  filesOf(composition).then(
    () => '',
    (error) => JSON.stringify(error.problems),
  )

const staged: Awaited<ReturnType<typeof stageFiles>>[] = []
afterAll(() => Promise.all(staged.map((one) => one.dispose())))

test.each([
  ['a council tax discount calculator', 'calculator'],
  ['eligibility checker for free school meals', 'calculator'],
  ['triage referrals and work out who should answer', 'triage'],
  ['case triage: check how much it matters', 'triage'],
])('%s: is read as a %s', async (goal, pattern) => {
  expect((await planOf(goal)).intent.pattern).toBe(pattern)
})

test('what a goal does not say of the answer is asked, and nothing is made before', async () => {
  const plan = await planOf('a council tax discount calculator')
  expect(plan.openQuestions).toMatchObject([{ id: 'rules.answer', options: [] }])
  expect([plan.choices, plan.rules, plan.journeys]).toEqual([[], {}, [{ id: 'check', ends: { answer: ['answer'] } }]])
  expect(() => settle(plan, catalog)).toThrow(/^What is the answer\? The goal does not say .* asked\.$/)
})

test('a rule that people are answered with, or stopped by, needs no step; what nothing takes is still left out', async () => {
  expect(Object.keys(settled.rules)).toEqual(['elsewhere', 'discount', 'reduction', 'mostOff'])
  expect([settled.components, settled.people, settled.phases, settled.lists]).toEqual([{}, {}, {}, []])
  const triage = await compositionOf('case triage service')
  expect(triage).not.toHaveProperty('journeys')
})

test('each row is tried by what it answers, and none behind a stop', () => {
  const seen = settled.scenarios.flatMap(({ expect: all }) =>
    all.map((one) => ('rule' in one ? `${one.see} ${one.rule} ${one.is}` : one.see)),
  )
  expect(seen).toContain('kept')
  expect(seen).toContain('answer discount quarter')
  expect(seen).toContain('answer mostOff 200000')
  expect(seen.filter((one) => one.startsWith('stop '))).toHaveLength(1)
  const stopped = settled.scenarios.filter(({ answers }) => answers.inEngland === false)
  expect(stopped.flatMap(({ expect: all }) => all.map(({ see }) => see))).toEqual(['stop'])
})

test('a row that another answer of the sample may keep from deciding has no scenario', async () => {
  const { scenarios } = await filled(await everyAnswer())
  const seen = scenarios.flatMap(({ expect: all }) =>
    all.flatMap((one) => ('rule' in one ? [`${one.rule} ${one.is}`] : [])),
  )
  // Whether the bill of the sample is 100 or more nothing here says.
  expect(seen).toContain('entitled true')
  expect(seen).not.toContain('entitled false')
  expect(seen).toContain('off 1250')
})

test('the folder has no part, no events, no rights and no database', async () => {
  const files = await filesOf(settled)
  const own = [...files.keys()].filter((path) => /^(service|components|deploy)\//.test(path))
  expect(own.filter((path) => /^components|asyncapi|rights\.json|workflow|desk|clients/.test(path))).toEqual([])
  const compose = files.get('deploy/compose.yaml')!.bytes.toString()
  expect(compose).not.toMatch(/postgres|SECRET|PASSWORD|DATABASE/i)
})

test.each<[string, Partial<Composition>, string]>([
  ['several journeys', { journeys: [settled.journeys![0]!, { id: 'apply', ends: 'submit' }] }, 'there are several'],
  ['a rule that there is not', { journeys: [{ id: 'check', ends: { answer: ['sum'] } }] }, 'there is no rule sum'],
  [
    'what nobody can be shown',
    { rules: { ...settled.rules, discount: { ...settled.rules.discount!, gives: 'PostalAddress/case' } } },
    'nothing says how what discount gives',
  ],
  [
    'a stop that gives no text',
    { journeys: [{ id: 'check', stops: ['reduction'], ends: { answer: ['discount'] } }] },
    'reduction stops people and gives WholeNumber/reduction',
  ],
  ['a step', { phases: { submit: [{ id: 'open', emit: 'opened', inputs: {} }] } }, 'is a step without a record'],
  [
    'a part',
    { components: { audit: { component: 'audit-embedded', version: '2.0.0', binding: 'own' } } },
    'nothing calls it',
  ],
  ['nobody is asked', { record: [] }, 'nobody is asked anything'],
  [
    'a scenario that looks into a list',
    { scenarios: [{ ...settled.scenarios[0]!, expect: [{ see: 'item', member: 'status', is: 'new' }] }] },
    'looks at item, which there is not',
  ],
])('refused: %s', async (_what, change, message) => {
  expect(await problemsOf({ ...settled, ...change })).toContain(message)
})

test('a scenario that looks for an answer is refused where there is a record', async () => {
  const triage = await compositionOf('case triage service')
  const [first] = triage.scenarios
  const scenarios = [
    ...triage.scenarios,
    { ...first!, id: 'other', expect: [{ see: 'kept' as const, count: 0 as const }] },
  ]
  expect(await problemsOf({ ...triage, scenarios })).toContain('looks at kept, which there is not')
})

/** Questions under a condition and ones that may be left out, each kind that can be answered with, and nothing that stops. */
async function everyAnswer(): Promise<Plan> {
  const [, adults, allStudents, bill] = given.record
  const plain = (is: string | number | boolean | { amount: number; unit: string }, gives: string) => ({
    gives,
    inputs: {},
    rows: [{ when: {}, is, because: `It's <always> so & "so": ${gives}.` }],
  })
  return {
    ...given,
    record: [
      adults!,
      allStudents!,
      { ...bill!, if: { allStudents: false } },
      { ...adults!, name: 'pets', optional: true },
    ],
    journeys: [{ id: 'check', ends: { answer: ['entitled', 'within', 'lasts', 'from', 'words', 'off'] } }],
    rules: {
      entitled: {
        gives: 'YesNo/case',
        inputs: { bill: 'record.bill', pets: 'record.pets' },
        rows: [
          { when: { bill: { atLeast: 100 }, pets: { under: 3 } }, is: true },
          { when: {}, is: false },
        ],
      },
      within: plain({ amount: 2, unit: 'working-days' }, 'ResponseTarget/record'),
      lasts: plain('P1Y', 'Duration/case'),
      from: plain('2027-04-01', 'Date/case'),
      words: plain("It's so.", 'FreeText/case'),
      off: plain(1250, 'Money/case'),
    },
    values: {},
  }
}

test('conditions, optional questions and every kind of answer make a folder that compiles', async () => {
  staged.push(await stageFiles(await filesOf(await filled(await everyAnswer())), 'every-answer'))
  expect(await typeErrors(staged[0]!.folder)).toBe('')
})
