import type { DecisionTable, Intent } from '../../schema.ts'
import type { Answers, Questions } from '../roles.ts'

/** Fills decision tables and wording from the goal's own rules and the pattern's defaults. */
export function fill(question: Questions['coder']): Answers['coder'] {
  const { intent } = question
  const rules = Object.entries(question.rules).map(
    ([name, hole]) => [name, tableOf(name, hole.table, hole.outcomes, intent)] as const,
  )
  const wording = Object.entries(question.wording).map(
    ([name, text]) => [name, text.replaceAll('{noun}', intent.noun)] as const,
  )
  return {
    rules: Object.fromEntries(rules),
    questions: question.questions,
    wording: Object.fromEntries(wording),
  }
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
