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
  return ('atLeast' in test ? answer >= test.atLeast : true) && ('atMost' in test ? answer <= test.atMost : true)
}

/**
 * The row that decides among those whose conditions all hold: the first, or the one that gives the least or most; undefined when
 * none does. Where they are added up, a row that gives their sum with all their reasons.
 */
export function decide(
  { hit = 'first', rows }: Pick<Rule, 'rows' | 'hit'>,
  answers: Readonly<Record<string, Answer>>,
): Rule['rows'][number] | undefined {
  const met = rows.filter(({ when }) => Object.entries(when).every(([field, test]) => holds(test, answers[field])))
  if (hit === 'first') return met[0]
  const given = met.map(({ is }) => Number(is))
  if (hit !== 'sum') return met[given.indexOf(hit === 'min' ? Math.min(...given) : Math.max(...given))]
  const because = met.flatMap((row) => row.because ?? []).join(' ')
  return { when: {}, is: given.reduce((sum, one) => sum + one, 0), ...(because ? { because } : {}) }
}
