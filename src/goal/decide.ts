import type { OptionalTest, Rule } from '../schema.ts'

/** An answer, or that there is none. */
export type Answer = string | number | boolean | { given: false }

/** Whether an answer meets a cell of a decision table. A number's test is never met by anything else. */
export function holds(test: OptionalTest, answer: Answer | undefined): boolean {
  if (typeof test !== 'object') return answer === test
  if ('given' in test) return test.given === (answer !== undefined && typeof answer !== 'object')
  if (typeof answer !== 'number') return false
  if ('over' in test) return answer > test.over
  if ('under' in test) return answer < test.under
  return 'atLeast' in test ? answer >= test.atLeast : answer <= test.atMost
}

/** The row that decides: the first whose conditions all hold; undefined when none does. */
export function decide(
  table: Pick<Rule, 'rows'>,
  answers: Readonly<Record<string, Answer>>,
): Rule['rows'][number] | undefined {
  return table.rows.find((row) => Object.entries(row.when).every(([field, test]) => holds(test, answers[field])))
}
