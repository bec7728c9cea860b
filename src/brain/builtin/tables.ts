import type { DecisionTable, Intent } from '../../schema.ts'
import type { Answers, Questions } from '../roles.ts'

/** Fills the decision tables from the goal's own rules and the pattern's; questions and texts stay as they are. */
export function fillTables({ intent, rules }: Questions['coder']): Answers['coder'] {
  const tables = Object.entries(rules).map(
    ([name, hole]) => [name, tableOf(name, hole.table, hole.outcomes, intent)] as const,
  )
  return { rules: Object.fromEntries(tables), functions: {}, questions: {}, wording: {}, disputes: [] }
}

/**
 * The goal's rows join the pattern's. Rows stand in the order of their outcomes, most severe first, so that of several
 * rows which hold the most severe decides; the row without a condition stays last.
 */
function tableOf(name: string, table: DecisionTable, outcomes: readonly string[], intent: Intent): DecisionTable {
  const own = intent.rules
    .filter((rule) => rule.decides === name)
    .map((rule) => ({
      when: Object.fromEntries(rule.when.map((condition) => [condition.field, condition.is])),
      outcome: rule.outcome,
      because: rule.because,
    }))
  // A pattern's row with the same condition gives way to what the goal says.
  const kept = table.rows.filter((row) => !own.some((mine) => JSON.stringify(mine.when) === JSON.stringify(row.when)))
  const isLast = (row: { when: object }) => Object.keys(row.when).length === 0
  const severity = (outcome: string) => (outcomes.includes(outcome) ? outcomes.indexOf(outcome) : outcomes.length)
  const conditional = [...own, ...kept.filter((row) => !isLast(row))]
  return {
    ...table,
    rows: [...conditional.sort((a, b) => severity(a.outcome) - severity(b.outcome)), ...kept.filter(isLast)],
  }
}
