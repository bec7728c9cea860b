import { isDeepStrictEqual } from 'node:util'
import { type Answer, decide, holds } from '../../goal/decide.ts'
import { slug } from '../../goal/words.ts'
import {
  answeredRules,
  type Expectation,
  type Journey,
  onlyAnswers,
  partsOf,
  type Rule,
  type RuleRow,
  type Scenario,
  stopRules,
  type Test,
  type Value,
} from '../../schema.ts'
import { inOrder, neededBy } from '../scaffold/rule-order.ts'
import { beyond, meeting } from './calm.ts'
import { takerOf } from './takers.ts'

type Rules = Readonly<Record<string, Rule>>
type Answers = Record<string, Answer>
type Draft = Parameters<typeof takerOf>[1] & { rules: Rules; journeys?: readonly Journey[] | undefined }

/**
 * For each row of a table the scenario in which it decides: what it gives arrives where it is taken, or ends the journey. Rows
 * that no answers lead to by themselves, since others come first, have none. `calm` are the answers under which no condition holds.
 */
export function rowScenarios(name: string, draft: Draft, calm: Answers): Scenario[] {
  const { rules } = draft
  const rule = rules[name]!
  const seen = seenOf(name, draft)
  if (!seen) return []
  const stops = stopRules(draft)
  const before = (stops.includes(name) ? stops.slice(0, stops.indexOf(name)) : stops).filter((stop) => rules[stop])
  // Whoever is stopped before gets no further.
  const isReached = (all: Answers) => before.every((stop) => isCertain(stop, rules[stop]!.rows.length, rules, all))
  const next: Scenario[] = []
  const scenarios = rule.rows.flatMap((row, index): Scenario[] => {
    const answers = reaching(rule, index, rules, calm)
    const decided = answers && decidedUnder(rules, { ...calm, ...answers })?.get(name)
    if (!answers || !decided) return []
    const all = { ...calm, ...answers }
    const isThis = isDeepStrictEqual(decided.is, row.is) && isCertain(name, index, rules, all)
    if ((isFirst(rule) ? !isThis : !isKnown(name, rules, all)) || !isReached(all)) return []
    const words = inWords(decided.is)
    if (row.because) next.push(...besides(row, index, answers))
    return [
      {
        id: slug(`${name} ${words} ${index + 1}`),
        title: row.because ? `${row.because}: ${name} is ${words}` : `${name} is ${words}`,
        from: row.because ? 'goal' : 'pattern',
        answers,
        do: [],
        expect: [seen(decided.is)],
      },
    ]
  })
  const tried = new Set<string>()
  return [...scenarios, ...next].filter(({ answers }) => {
    const key = JSON.stringify(Object.entries({ ...calm, ...answers }).sort())
    return tried.size < tried.add(key).size
  })

  /** Just beyond each border of a row that the goal says, where another decides or, of a stop, nobody is stopped. */
  function besides(row: RuleRow, index: number, met: Answers): Scenario[] {
    return Object.entries(row.when).flatMap(([input, test]) => {
      const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
      if (kind !== 'record' || (typeof test !== 'object' && !stops.includes(name))) return []
      return beyond(test).flatMap((value): Scenario[] => {
        const answers = { ...met, [head]: value }
        const all = { ...calm, ...answers }
        const decided = decidedUnder(rules, all).get(name)?.is
        if (isDeepStrictEqual(decided, row.is) || !isKnown(name, rules, all) || !isReached(all)) return []
        if (decided === undefined && !(stops.includes(name) && !onlyAnswers(draft))) return []
        const words = decided === undefined ? 'nothing' : inWords(decided)
        return [
          {
            id: slug(`${name} ${words} ${index + 1} ${head} ${value}`),
            title: `beside "${row.because}": ${name} is ${words} where ${head} is ${value}`,
            from: 'goal',
            answers,
            do: [],
            expect: [seen!(decided ?? false)],
          },
        ]
      })
    })
  }
}

/** Answers that meet a row and, where others come first and hold without them, keep those from it. */
function reaching(rule: Rule, index: number, rules: Rules, calm: Answers): Answers | undefined {
  const answers = answersFor(rule, index, rules)
  if (!answers || !isFirst(rule)) return answers
  for (const { when } of rule.rows.slice(0, index)) {
    const tests = Object.entries(when).map(([input, test]) => ({
      test,
      ...partsOf(rule.inputs[input] ?? `record.${input}`),
    }))
    if (!tests.every(({ kind, head, test }) => kind === 'record' && holds(test, answers[head] ?? calm[head]))) continue
    const free = tests.find(({ head, test }) => !(head in answers) && beyond(test).length > 0)
    if (free) answers[free.head] = beyond(free.test)[0]!
  }
  return answers
}

/**
 * Whether no row before the one at `index` may decide instead: what the answers do not say is taken from a sample, of which nothing is
 * known here.
 */
function isCertain(name: string, index: number, rules: Rules, answers: Answers): boolean {
  const rule = rules[name]!
  const decided = decidedUnder(rules, answers)
  const fails = ([input, test]: [string, Test]): boolean => {
    const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
    if (kind === 'record') return head in answers && !holds(test, answers[head])
    const known = neededBy(head, rules).every((one) => one in answers)
    const value = decided.get(head)?.is
    return known && typeof value !== 'object' && !holds(test, value)
  }
  return rule.rows.slice(0, index).every(({ when }) => Object.entries(when).some(fails))
}

/** Whether one row alone decides, and not several together. */
const isFirst = ({ hit = 'first' }: Rule): boolean => hit === 'first'

/** Whether the answers tell of each row whether it holds. */
const isKnown = (name: string, rules: Rules, answers: Answers): boolean =>
  neededBy(name, rules).every((one) => one in answers)

/** How what a rule gives is seen: at the end of the journey, or where it is taken. */
function seenOf(rule: string, draft: Draft): ((is: Value) => Expectation) | undefined {
  if (answeredRules(draft).includes(rule)) return (is) => ({ see: 'answer', rule, is })
  if (stopRules(draft).includes(rule)) return (is) => ({ see: 'stop', rule, is })
  const taker = takerOf(rule, draft)
  return taker && ((is) => ({ see: 'call', ...taker, is }))
}

/** A value as titles say it. */
export const inWords = (value: Value): string =>
  typeof value === 'object' ? Object.values(value).join(' ').replaceAll('-', ' ') : String(value)

/** Answers that meet all conditions of a row; of one that compares what another rule gives, those that lead to it. */
export function answersFor(rule: Rule, index: number, rules: Rules): Answers | undefined {
  const answers: Answers = {}
  for (const [input, test] of Object.entries(rule.rows[index]!.when)) {
    const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
    if (kind === 'record') answers[head] = meeting(test)
    else {
      const other = rules[head]
      const giving =
        !other || !isFirst(other)
          ? -1
          : other.rows.findIndex((row) => typeof row.is !== 'object' && holds(test, row.is))
      const further = giving < 0 ? undefined : answersFor(other!, giving, rules)
      if (!further) return undefined
      Object.assign(answers, further)
    }
  }
  return answers
}

/** The rows by which all rules decide under some answers. */
export function decidedUnder(rules: Rules, answers: Answers): Map<string, RuleRow> {
  const given = new Map<string, RuleRow>()
  for (const name of inOrder(rules)) {
    const rule = rules[name]!
    const inputs = Object.fromEntries(
      rule.rows
        .flatMap((row) => Object.keys(row.when))
        .flatMap((input): [string, Answer][] => {
          const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
          const value = kind === 'record' ? answers[head] : given.get(head)?.is
          return value === undefined || Array.isArray(value) || (typeof value === 'object' && !('given' in value))
            ? []
            : [[input, value as Answer]]
        }),
    )
    const row = decide(rule, inputs)
    if (row) given.set(name, row)
  }
  return given
}
