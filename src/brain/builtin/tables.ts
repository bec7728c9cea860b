import type { Intent, Rule } from '../../schema.ts'
import type { Answers, Questions } from '../roles.ts'

/** Fills the decision tables from the goal's own rules and the pattern's; questions and texts stay as they are. */
export function fillTables({ intent, rules }: Questions['coder']): Answers['coder'] {
  const tables = Object.entries(rules).map(
    ([name, hole]) => [name, tableOf(name, hole.table, hole.values, intent)] as const,
  )
  return { rules: Object.fromEntries(tables), functions: {}, questions: {}, texts: {}, disputes: [] }
}

/**
 * The goal's rows join the pattern's. Rows stand in the order of their values, most severe first, so that of several
 * rows which hold the most severe decides; the row without a condition stays last.
 */
function tableOf(name: string, table: Rule, values: readonly string[], intent: Intent): Rule {
  const own = intent.rules
    .filter((rule) => rule.decides === name)
    .map((rule) => ({
      when: Object.fromEntries(rule.when.map((condition) => [condition.field, condition.is])),
      is: rule.outcome,
      because: rule.because,
    }))
  // A pattern's row with the same condition gives way to what the goal says.
  const kept = table.rows.filter((row) => !own.some((mine) => JSON.stringify(mine.when) === JSON.stringify(row.when)))
  const isLast = (row: { when: object }) => Object.keys(row.when).length === 0
  const severity = ({ is }: Rule['rows'][number]) =>
    values.includes(String(is)) ? values.indexOf(String(is)) : values.length
  const conditional = [...own, ...kept.filter((row) => !isLast(row))]
  return {
    ...table,
    rows: [...conditional.sort((a, b) => severity(a) - severity(b)), ...kept.filter(isLast)],
  }
}
