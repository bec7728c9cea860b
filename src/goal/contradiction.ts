import { isDeepStrictEqual } from 'node:util'
import { ComposeError } from '../errors.ts'
import type { Intent, SpokenPattern } from '../schema.ts'
import { apart, covers } from './ranges.ts'

type Rule = Intent['rules'][number]

/**
 * Throws 'goal-contradicts' when a rule could never decide: the most severe of the rules that hold does, so the same or a
 * wider condition with a more severe outcome leaves nothing to a milder one. `outcomes` has each decision's, worst first.
 */
export function refuseContradiction(
  intent: Intent,
  outcomes: Readonly<Record<string, object>>,
  pattern: SpokenPattern['spec'],
): void {
  const { rules } = intent
  refuseUndecided(rules, outcomes, pattern)
  refuseIdleSums(intent.amounts)
  refuseShutOut(intent)
  for (const milder of rules) {
    const order = Object.keys(outcomes[milder.decides] ?? {})
    const place = (rule: Rule) => order.indexOf(rule.outcome)
    const severe = rules.find(
      (rule) => rule.decides === milder.decides && place(rule) < place(milder) && covers(rule.when, milder.when),
    )
    if (!severe) continue
    const said = saidOf(milder)
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
  pattern: SpokenPattern['spec'],
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

/** Of sums under conditions the least counts, or where all are more than what the others pay, the greatest. */
function refuseIdleSums(amounts: Intent['amounts']): void {
  const base = amounts.find(({ when }) => when.length === 0)
  const scoped = amounts.filter(({ when }) => when.length > 0)
  const up = base !== undefined && scoped.every(({ pence }) => pence >= base.pence)
  for (const one of scoped) {
    const other = scoped.find(
      (two) =>
        two.pence !== one.pence &&
        covers(two.when, one.when) &&
        (covers(one.when, two.when) || (up ? two.pence > one.pence : two.pence < one.pence)),
    )
    if (!other) continue
    throw new ComposeError(
      'goal-contradicts',
      `The goal gives two sums if ${saidOf(one)}, so that one never counts: "${other.because}" and "${one.because}".`,
      { suggestion: 'Take one of the two out of the goal, or say what only one of them is for.' },
    )
  }
}

/** Whoever the service is not for meets no condition of it. */
function refuseShutOut({ amounts, eligible, rules, times }: Intent): void {
  if (eligible.length === 0) return
  const idle = [...rules, ...times, ...amounts].find(
    (one) => one.when.length > 0 && eligible.every(({ when }) => apart(when, one.when)),
  )
  if (!idle) return
  throw new ComposeError(
    'goal-contradicts',
    `"${idle.because}" would never decide: nobody of whom that is so gets through, since the goal says "${eligible[0]!.because}".`,
    { suggestion: 'Take one of the two out of the goal.' },
  )
}

const saidOf = ({ when }: Pick<Rule, 'when'>): string => when.map(({ phrase }) => phrase).join(' and ')
