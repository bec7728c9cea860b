import { kindOf } from '../../catalog/asks.ts'
import type { Catalog } from '../../catalog/load.ts'
import { apart, coverAll } from '../../goal/ranges.ts'
import type { BroughtRule, GoalAmount, Hit, Intent, RuleRow } from '../../schema.ts'

/**
 * The goal's own sums of money decide the one rule that gives money and that nobody decides. What nothing takes, may be meant for
 * several, or leaves open what somebody pays is `left`.
 */
export function withAmounts(
  rules: Readonly<Record<string, BroughtRule>>,
  { amounts }: Pick<Intent, 'amounts'>,
  types: Catalog['types'],
): { rules: Record<string, BroughtRule>; left: string[] } {
  const open = Object.entries(rules).filter(
    ([, { gives, rows }]) => rows.length === 0 && kindOf(types, gives.split('/')[0]!) === 'money',
  )
  const [name, rule] = open[0] ?? []
  const table = tableOf(amounts)
  if (!name || !rule || !table || open.length > 1)
    return { rules: { ...rules }, left: amounts.map(({ because }) => because) }
  const inputs = Object.fromEntries(amounts.flatMap(({ when }) => when.map(({ field }) => [field, `record.${field}`])))
  return { rules: { ...rules, [name]: { ...rule, inputs: { ...rule.inputs, ...inputs }, ...table } }, left: [] }
}

/**
 * The sums as rows, that for everybody last. Where several may hold, reductions give whoever pays the least of them, and what costs more
 * than for others the greatest. Undefined when it is open what somebody pays, or which of several.
 */
function tableOf(amounts: readonly GoalAmount[]): { rows: RuleRow[]; hit?: Hit } | undefined {
  const scoped = amounts.filter(({ when }) => when.length > 0)
  const [base, second] = amounts.filter(({ when }) => when.length === 0)
  if (second || amounts.length === 0) return undefined
  const rows = scoped.map(({ because, pence, when }): RuleRow => ({ when: conditionsOf(when), is: pence, because }))
  if (base) rows.push({ when: {}, is: base.pence, because: base.because })
  else if (!leavesNobodyOut(scoped)) return undefined
  // The last of several that leave nobody out decides for whoever is left.
  else rows.push({ ...rows.pop()!, when: {} })
  const meets = scoped.some((one, at) =>
    scoped.slice(at + 1).some((two) => one.pence !== two.pence && !apart(one.when, two.when)),
  )
  if (!meets || !base) return meets ? undefined : { rows }
  if (scoped.every(({ pence }) => pence <= base.pence)) return { rows, hit: 'min' }
  return scoped.every(({ pence }) => pence >= base.pence) ? { rows, hit: 'max' } : undefined
}

const conditionsOf = (when: GoalAmount['when']): RuleRow['when'] =>
  Object.fromEntries(when.map(({ field, is }) => [field, is]))

/** Whether one of them holds for everybody, whatever the one answer is that all of them hang on. */
function leavesNobodyOut(amounts: readonly GoalAmount[]): boolean {
  const [first] = amounts
  const field = first?.when[0]?.field
  return (
    amounts.every(({ when }) => when.length === 1 && when[0]!.field === field) &&
    coverAll(amounts.map(({ when }) => when[0]!.is))
  )
}
