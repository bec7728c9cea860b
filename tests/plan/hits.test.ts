import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { loadAgents } from '../../src/brain/agents.ts'
import { ask } from '../../src/brain/brain.ts'
import { builtinBrain } from '../../src/brain/builtin.ts'
import { page } from '../../src/cli/show/layout.ts'
import { showRules } from '../../src/cli/show/rules.ts'
import { decide } from '../../src/goal/decide.ts'
import { Composition, type Hit, Rule } from '../../src/schema.ts'
import { fill } from '../../src/steps/fill.ts'
import { borderAnswers } from '../../src/steps/scaffold/answer/borders.ts'
import { expectedOf } from '../../src/steps/scaffold/answer/expected.ts'
import { settle } from '../../src/steps/settle.ts'
import { calculatorPlan } from '../support/calculator.ts'
import { catalog, compositionOf, filesOf, root } from '../support/plan.ts'
import { stageFiles, typeErrors } from '../support/staged.ts'

const rows: Rule['rows'] = [
  { when: { adults: { over: 2 } }, is: 500, because: 'More than two.' },
  { when: { garden: true }, is: 300, because: 'A garden.' },
  { when: { adults: { over: 0 } }, is: 700 },
]
const table = (hit?: Hit): Rule => ({
  gives: 'Money/fee',
  inputs: { adults: 'record.adults', garden: 'record.garden' },
  ...(hit ? { hit } : {}),
  rows,
})

test.each<[Hit | undefined, object, unknown]>([
  [undefined, { adults: 3, garden: true }, rows[0]],
  ['first', { adults: 1, garden: true }, rows[1]],
  ['sum', { adults: 3, garden: true }, { when: {}, is: 1500, because: 'More than two. A garden.' }],
  ['sum', { adults: 2, garden: false }, { when: {}, is: 700 }],
  ['sum', { adults: 0, garden: false }, { when: {}, is: 0 }],
  ['min', { adults: 3, garden: true }, rows[1]],
  ['max', { adults: 3, garden: true }, rows[2]],
  ['max', { adults: 0, garden: true }, rows[1]],
  ['min', { adults: 0, garden: false }, undefined],
])('of the rows that hold, %s of %j', (hit, answers, decided) => {
  expect(decide(table(hit), answers as never)).toEqual(decided)
})

test('only numbers are added up or compared', () => {
  const words = { gives: 'Word/fee', hit: 'sum', rows: [{ is: 'much' }] }
  expect(Rule.safeParse(words).error?.issues).toMatchObject([
    { path: ['rows'], message: 'must give a number in each row where hit is sum, min or max' },
  ])
  expect(Rule.safeParse({ ...words, hit: 'first' }).success).toBe(true)
})

const agents = await loadAgents(`${root}/agents`)
const given = await calculatorPlan()
const fees = (hit: Hit): Rule => ({
  gives: 'Money/discount',
  inputs: { adults: 'record.adults', allStudents: 'record.allStudents' },
  hit,
  rows: [
    { when: { adults: { over: 2 } }, is: 500, because: 'More than two adults.' },
    { when: { allStudents: false }, is: 300, because: 'Not all are students.' },
    { when: hit === 'sum' ? { adults: { atLeast: 1 } } : {}, is: 400 },
  ],
})
const { composition } = await fill(
  settle(
    {
      ...given,
      journeys: [{ ...given.journeys![0]!, ends: { answer: ['total', 'least', 'most'] } }],
      rules: { elsewhere: given.rules.elsewhere!, total: fees('sum'), least: fees('min'), most: fees('max') },
    },
    catalog,
  ),
  catalog,
  (role, question, check) => ask(builtinBrain, agents, role, question, new AbortController().signal, check),
)
const files = await filesOf(composition)
const textOf = (path: string) => files.get(path)!.bytes.toString()

test('the code comes to what the table says, with its reasons, at the border of each row', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hits-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'rules.ts')
  await writeFile(file, textOf('service/src/rules.ts'))
  const { decide: decided } = await import(/* @vite-ignore */ pathToFileURL(file).href)
  const sample = { inEngland: true, adults: 2, allStudents: true, bill: 100000 }
  const borders = borderAnswers(composition, sample)
  expect(borders.length).toBeGreaterThan(5)
  const totals = new Set<number>()
  for (const { title, answers } of borders) {
    const expected = expectedOf(composition, answers)
    if ('stop' in expected) continue
    const made = decided(answers)
    for (const [name, is] of Object.entries(expected.answers))
      expect([made[name].is, made[name].because], `${title}: ${name}`).toEqual([is, expected.because[name]])
    totals.add(made.total.is)
  }
  expect([...totals].sort((a, b) => a - b)).toEqual([0, 400, 700, 900])
})

test('each row has a scenario with what all rows come to together', () => {
  const seen = composition.scenarios.flatMap(({ answers, expect: all }) =>
    all.flatMap((one) => (one.see === 'answer' ? [[one.rule, one.is, answers] as const] : [])),
  )
  expect(seen.filter(([rule]) => rule === 'total').map(([, is]) => is)).toContain(1200)
})

test('tables say how they are read: in the code, in the documents and in the plan', () => {
  expect(textOf('service/src/rules.ts')).toContain(
    'Gives Money. All rows that hold are added up. From composition.yaml',
  )
  expect(textOf('docs/algorithmic-transparency.md')).toContain('## least\n\nThe least of the rows that hold counts.\n')
  const on = page({ stdout: { isTTY: false } as NodeJS.WriteStream, env: {} })
  showRules(composition.rules as Record<string, Rule>, on)
  expect(on.text()).toContain('Rule total, what holds is added up\n  500')
})

test('the least of nothing is nothing, so a table of it must decide everything', async () => {
  const open = structuredClone(composition)
  const { least, total } = open.rules as Record<string, Rule>
  least!.rows.pop()
  total!.rows.pop()
  await expect(filesOf(Composition.parse(open))).rejects.toMatchObject({
    problems: [{ message: expect.stringMatching(/^rules\.least: no row decides/) }],
  })
})

test('what is added up another rule may compare, also where it is kept with a record', async () => {
  const triage = await compositionOf('case triage service')
  const points: Rule = {
    gives: 'WholeNumber/points',
    inputs: { immediateDanger: 'record.immediateDanger', gettingWorse: 'record.gettingWorse' },
    hit: 'sum',
    rows: [
      { when: { immediateDanger: true }, is: 3, because: 'Somebody is in danger.' },
      { when: { gettingWorse: true }, is: 2 },
    ],
  }
  triage.rules.points = points
  triage.rules.priority = {
    gives: 'Priority/record',
    inputs: { points: 'rule.points' },
    rows: [
      { when: { points: { atLeast: 5 } }, is: 'urgent' },
      { when: {}, is: 'standard' },
    ],
  }
  const made = await filesOf(Composition.parse(triage))
  expect(made.get('service/src/rules.ts')!.bytes.toString()).toContain(`
  const given: number[] = []
  if (immediateDanger === true) given.push(3 as const) // Somebody is in danger.
  if (gettingWorse === true) given.push(2 as const)
  return given.reduce((sum, one) => sum + one, 0)
`)
  const staged = await stageFiles(made, 'points')
  onTestFinished(() => staged.dispose())
  expect(await typeErrors(staged.folder)).toBe('')
})
