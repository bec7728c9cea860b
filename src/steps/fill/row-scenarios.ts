import { isDeepStrictEqual } from 'node:util'
import { type Answer, decide, holds } from '../../goal/decide.ts'
import { slug } from '../../goal/words.ts'
import {
  answeredRules,
  type Expectation,
  type Journey,
  partsOf,
  type Rule,
  type RuleRow,
  type Scenario,
  stopRules,
  type Test,
  type Value,
} from '../../schema.ts'
import { inOrder, neededBy } from '../scaffold/rule-order.ts'
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
  return rule.rows.flatMap((row, index): Scenario[] => {
    const answers = answersFor(rule, index, rules)
    const decided = answers && decidedUnder(rules, { ...calm, ...answers })?.get(name)
    if (!answers || !decided) return []
    const all = { ...calm, ...answers }
    const isThis = isDeepStrictEqual(decided.is, row.is) && isCertain(name, index, rules, all)
    if (isFirst(rule) ? !isThis : !isKnown(name, rules, all)) return []
    // Whoever is stopped before gets no further.
    if (!before.every((stop) => isCertain(stop, rules[stop]!.rows.length, rules, { ...calm, ...answers }))) return []
    const words = inWords(decided.is)
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

/** An answer that meets a test, at its border. */
export function meeting(test: Test): string | number | boolean {
  if (typeof test !== 'object') return test
  if ('over' in test) return test.over + 1
  if ('under' in test) return Math.max(0, test.under - 1)
  return 'atLeast' in test ? test.atLeast : test.atMost
}
