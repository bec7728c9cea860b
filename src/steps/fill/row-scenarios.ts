import { isDeepStrictEqual } from 'node:util'
import { type Answer, decide, holds } from '../../goal/decide.ts'
import { slug } from '../../goal/words.ts'
import { partsOf, type Rule, type Scenario, type Test, type Value } from '../../schema.ts'
import { inOrder } from '../scaffold/rule-order.ts'
import { takerOf } from './takers.ts'

type Rules = Readonly<Record<string, Rule>>
type Answers = Record<string, Answer>
type Draft = Parameters<typeof takerOf>[1] & { rules: Rules }

/**
 * For each row of a table the scenario in which it decides: what it gives arrives where it is taken. Rows that no answers
 * lead to by themselves, since others come first, have none. `calm` are the answers under which no condition holds.
 */
export function rowScenarios(name: string, draft: Draft, calm: Answers): Scenario[] {
  const { rules } = draft
  const rule = rules[name]!
  const taker = takerOf(name, draft)
  if (!taker) return []
  return rule.rows.flatMap((row, index): Scenario[] => {
    const answers = answersFor(rule, index, rules)
    const decided = answers && decidedUnder(rules, { ...calm, ...answers })
    if (!answers || !isDeepStrictEqual(decided?.get(name), row.is)) return []
    const words = inWords(row.is)
    return [
      {
        id: slug(`${name} ${words} ${index + 1}`),
        title: row.because ? `${row.because}: ${name} is ${words}` : `${name} is ${words}`,
        from: row.because ? 'goal' : 'pattern',
        answers,
        do: [],
        expect: [{ see: 'call', ...taker, is: row.is }],
      },
    ]
  })
}

/** A value as titles say it. */
export const inWords = (value: Value): string =>
  typeof value === 'object' ? Object.values(value).join(' ').replaceAll('-', ' ') : String(value)

/** Answers that meet all conditions of a row; of one that compares what another rule gives, those that lead to it. */
function answersFor(rule: Rule, index: number, rules: Rules): Answers | undefined {
  const answers: Answers = {}
  for (const [input, test] of Object.entries(rule.rows[index]!.when)) {
    const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
    if (kind === 'record') answers[head] = meeting(test)
    else {
      const other = rules[head]
      const giving = other?.rows.findIndex((row) => typeof row.is !== 'object' && holds(test, row.is)) ?? -1
      const further = giving < 0 ? undefined : answersFor(other!, giving, rules)
      if (!further) return undefined
      Object.assign(answers, further)
    }
  }
  return answers
}

/** What all rules give for some answers. */
function decidedUnder(rules: Rules, answers: Answers): Map<string, Value> {
  const given = new Map<string, Value>()
  for (const name of inOrder(rules)) {
    const rule = rules[name]!
    const inputs = Object.fromEntries(
      rule.rows
        .flatMap((row) => Object.keys(row.when))
        .flatMap((input): [string, Answer][] => {
          const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
          const value = kind === 'record' ? answers[head] : given.get(head)
          return value === undefined || Array.isArray(value) || (typeof value === 'object' && !('given' in value))
            ? []
            : [[input, value as Answer]]
        }),
    )
    const row = decide(rule, inputs)
    if (row) given.set(name, row.is)
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
