import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import { answered, type Composition, type Scenario } from '../../../schema.ts'
import { quoted } from '../code.ts'
import { answersAsked, sampleRecord, type Value, valueCode } from '../proof/samples.ts'
import { borderAnswers } from './borders.ts'
import { expectedOf } from './expected.ts'
import { foundRows } from './found-rows.ts'

type Answers = Record<string, Value>

/** Everything the templates under service/tests of such a service need. Reads record, rules and scenarios; never the glue. */
export function answerTests(composition: Composition, catalog: Catalog, operations: ReadonlyMap<string, Operation>) {
  const { record, scenarios } = composition
  // An answer for whatever may be asked; under a condition not all of them are.
  const all = sampleRecord({ ...composition, record: record.map(({ if: _, ...field }) => field) }, catalog)
  const given = (answers: Scenario['answers']): Answers => {
    const own = Object.entries(answers).filter(([, value]) => typeof value !== 'object') as [string, Value][]
    const left = Object.keys(answers).filter((name) => typeof answers[name] === 'object')
    const answered = { ...all, ...Object.fromEntries(own) }
    return answersAsked(
      composition,
      Object.fromEntries(Object.entries(answered).filter(([name]) => !left.includes(name))),
    )
  }
  const isStopped = (answers: Answers) => 'stop' in expectedOf(composition, answers)
  const sample = [given({}), ...scenarios.map((one) => given(one.answers))].find((one) => !isStopped(one)) ?? given({})
  const conditions = contractRows(composition, sample, all)
  const finds = foundRows(composition, sample, catalog, operations)
  const told = scenarios.flatMap((one) => scenarioRows(one, given(one.answers)))
  const rules = borderAnswers(composition, all).map(({ title, answers }) =>
    row(title, answers, expectedOf(composition, answers)),
  )
  const stopped = told
    .filter(({ stops }) => stops)
    .map((one) => ({ ...one, ...titled(`journey: stopped, ${one.name}`) }))
  const file = (name: string, titles: readonly string[]) => titles.map((title) => `service/tests/${name} > ${title}`)
  return {
    sample: valueCode(sample),
    conditions,
    scenarios: told,
    borders: rules,
    answered: answered(composition).map(quoted).join(', '),
    ...finds,
    stopped,
    expected: [
      ...file(
        'contract.test.ts',
        conditions.map(({ name }) => name),
      ),
      ...file(
        'scenarios.test.ts',
        told.map(({ name }) => name),
      ),
      ...file(
        'rules.test.ts',
        rules.map(({ name }) => name),
      ),
      ...file('pages.test.ts', [...pageTests, ...stopped.map(({ name }) => name)]),
      ...file('kept.test.ts', keptTests),
      ...file('found.test.ts', finds.foundTests),
    ],
  }
}

/** The tests of pages.test.ts and kept.test.ts that every such service has. */
const pageTests = [
  'journey: from the start page to the answer, with what follows and why',
  'journey: what follows by the pages is what follows by the API',
  'pages: axe finds nothing',
]
const keptTests = [
  'kept: there is no database, and nothing is written',
  'kept: no cookie is set and no page may be stored',
  'kept: no line of the log holds more than what was called and how it ended',
]

const titled = (name: string) => ({ name, title: quoted(name) })

const row = (name: string, answers: Answers, expected: object) => ({
  ...titled(name),
  answers: valueCode(answers),
  expected: valueCode(expected as Value),
  stops: 'stop' in expected,
})

/** What a scenario sees of rules; that nothing is kept has tests of its own. */
function scenarioRows({ id, title, expect }: Scenario, answers: Answers) {
  const seen = expect.flatMap((one) =>
    one.see === 'answer' || one.see === 'stop' ? [[one.see, one.rule, one.is as Value] as const] : [],
  )
  if (seen.length === 0) return []
  const of = (wanted: string) =>
    Object.fromEntries(seen.flatMap(([see, rule, is]) => (see === wanted ? [[rule, is]] : [])))
  const stop = Object.values(of('stop'))[0]
  return [row(`${id}: ${title}`, answers, stop === undefined ? { answers: of('answer') } : { stop })]
}

/** One row for each condition of POST /api/answers. */
function contractRows(composition: Composition, sample: Answers, all: Answers) {
  const code = (condition: string, change: string, status: number) => {
    const name = `answer: ${condition}`
    return { name, title: quoted(name), change, status }
  }
  const left = (name: string, how: string, status: number) =>
    code(`${name} ${how}`, `{ without: ${quoted(name)} }`, status)
  /** Whether others are asked because of it. */
  const leads = (name: string) => composition.record.some((field) => Object.hasOwn(field.if ?? {}, name))
  const asked = composition.record.filter(({ name }) => name in sample)
  const passed = composition.record.filter(({ name }) => !(name in sample))
  return [
    code('valid, without a token or a key', '{}', 200),
    ...asked.filter(({ optional }) => !optional).map(({ name }) => left(name, 'missing', 400)),
    ...asked.filter(({ name, optional }) => optional && !leads(name)).map(({ name }) => left(name, 'left out', 200)),
    ...asked.map(({ name }) => code(`${name} of the wrong type`, `{ change: { ${name}: { unexpected: true } } }`, 400)),
    ...passed.map(({ name }) =>
      code(`${name} although it is not asked for`, `{ change: { ${name}: ${valueCode(all[name]!)} } }`, 400),
    ),
    code('a member that the contract does not have', '{ change: { unexpected: 1 } }', 400),
    code('nothing at all', '{ raw: undefined }', 400),
    code('what is no JSON', `{ raw: '{' }`, 400),
    code('a list', `{ raw: '[]' }`, 400),
  ]
}
