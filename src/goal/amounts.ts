import type { GoalAmount } from '../schema.ts'
import { contentBeside } from './content.ts'
import type { Found } from './values/value.ts'
import type { Span } from './words.ts'

/** What says no more than that it is a price. */
const priced = /^(?:fees?|costs?|prices?|charges?|pay|pays)$/i

/** "£50", "it costs £50": a sum for everybody. Undefined when the clause says a word more, or the sum is a border or for each of something. */
export function amountIn(
  sentence: string,
  clause: Span,
  found: readonly Found[],
  read: readonly Span[],
): GoalAmount | undefined {
  const [one, ...more] = found
  if (!one || more.length > 0 || one.value.kind !== 'money' || one.value.border || one.value.per) return undefined
  const beside = contentBeside(sentence, clause, [...read, one.span])
  return beside.every(({ text }) => priced.test(text)) ? { pence: one.value.pence, because: one.span.text } : undefined
}
