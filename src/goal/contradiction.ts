import { isDeepStrictEqual } from 'node:util'
import { ComposeError } from '../errors.ts'
import type { Condition, Intent, PatternFile, Test } from '../schema.ts'

type Rule = Intent['rules'][number]

/**
 * Throws 'goal-contradicts' when a rule could never decide: the most severe of the rules that hold does, so the same or a
 * wider condition with a more severe outcome leaves nothing to a milder one. `outcomes` has each decision's, worst first.
 */
export function refuseContradiction(
  { rules }: Intent,
  outcomes: Readonly<Record<string, object>>,
  pattern: PatternFile['spec'],
): void {
  refuseUndecided(rules, outcomes, pattern)
  for (const milder of rules) {
    const order = Object.keys(outcomes[milder.decides] ?? {})
    const place = (rule: Rule) => order.indexOf(rule.outcome)
    const severe = rules.find(
      (rule) => rule.decides === milder.decides && place(rule) < place(milder) && covers(rule.when, milder.when),
    )
    if (!severe) continue
    const said = milder.when.map((condition) => condition.phrase).join(' and ')
    throw new ComposeError(
      'goal-contradicts',
      `The goal gives two outcomes, ${severe.outcome} and ${milder.outcome}, if ${said}: "${severe.because}" and "${milder.because}".`,
      { suggestion: 'Take one of the two out of the goal, or say what only one of them is for.' },
    )
  }
}

/** The pattern's rows decide as well, but for those whose very condition the goal decides otherwise. */
function refuseUndecided(
  rules: readonly Rule[],
  outcomes: Readonly<Record<string, object>>,
  pattern: PatternFile['spec'],
): void {
  for (const rule of rules) {
    const order = Object.keys(outcomes[rule.decides] ?? {})
    const own = (when: object) =>
      rules.some(
        (one) =>
          one.decides === rule.decides &&
          isDeepStrictEqual(Object.fromEntries(one.when.map(({ field, is }) => [field, is])), when),
      )
    const severe = pattern.rules[rule.decides]?.rows.find(({ is, when }) => {
      const conditions = Object.entries(when).map(([field, test]) => ({ field, is: test }))
      const worse = order.indexOf(String(is)) >= 0 && order.indexOf(String(is)) < order.indexOf(rule.outcome)
      return conditions.length > 0 && worse && !own(when) && covers(conditions, rule.when)
    })
    if (!severe) continue
    const whenever = Object.keys(severe.when)
      .map((field) => pattern.fields.find(({ name }) => name === field)?.question.title ?? field)
      .join(' and ')
    throw new ComposeError(
      'goal-contradicts',
      `"${rule.because}" would never decide: ${String(severe.is)} comes first for whoever answers "${whenever}" so.`,
      { suggestion: 'Say what that answer alone leads to, or take this rule out of the goal.' },
    )
  }
}

/** Whether the one set of conditions holds whenever the other does. */
type Compared = Pick<Condition, 'field' | 'is'>
const covers = (wide: readonly Compared[], narrow: readonly Compared[]): boolean =>
  wide.every((one) => narrow.some((other) => other.field === one.field && within(other.is, one.is)))

function within(narrow: Test, wide: Test): boolean {
  if (typeof narrow !== 'object' || typeof wide !== 'object') return narrow === wide
  const [low, high] = range(narrow)
  const [least, most] = range(wide)
  return low >= least && high <= most
}

/** The whole numbers that meet a test. */
function range(test: Exclude<Test, string | boolean>): [number, number] {
  if ('over' in test) return [test.over + 1, Number.POSITIVE_INFINITY]
  if ('atLeast' in test) return [test.atLeast, Number.POSITIVE_INFINITY]
  return [Number.NEGATIVE_INFINITY, 'under' in test ? test.under - 1 : test.atMost]
}
