import type { BroughtRule, GoalDuration } from '../schema.ts'
import { contentBeside } from './content.ts'
import { isoOf } from './limits.ts'
import type { Found } from './values/value.ts'
import { findPhrase, type Span } from './words.ts'

/** Rules of parts by name; those that a goal may set say the words that it is told by. */
export type PartRules = Readonly<Record<string, Pick<BroughtRule, 'words'>>>

/** What may stand beside and says no more: whoever it is for, and that it happens. */
const beside =
  /^(?:them|people|everyone|everybody|person|get|gets|send|sent|sends|receive|receives|is|are|be|we|us|each|every|time|day|their|please)$/i

/**
 * "Remind them 2 days before": how long, for the rule whose words stand there, one of each of its lists. Undefined when a word more is
 * said.
 */
export function durationIn(
  sentence: string,
  clause: Span,
  found: readonly Found[],
  rules: PartRules,
  read: readonly Span[],
): GoalDuration | undefined {
  const [one, ...more] = found
  if (!one || more.length > 0 || one.value.kind !== 'duration' || one.value.border) return undefined
  const lasts = isoOf(one.value)
  if (!lasts) return undefined
  for (const [rule, { words = [] }] of Object.entries(rules)) {
    const said = saidBy(clause, words)
    if (said.length === 0 || !words.every((list) => said.some(({ of }) => of === list))) continue
    const left = contentBeside(sentence, clause, [...read, one.span, ...said.map(({ span }) => span)])
    if (left.every(({ text }) => beside.test(text))) return { rule, lasts, because: clause.text.trim() }
  }
  return undefined
}

/** Words of what a rule of a part does anyway, whenever that is: reminders are sent. */
export const doneAnyway = (clause: Span, rules: PartRules): Span[] =>
  Object.values(rules).flatMap(({ words: [first] = [] }) =>
    first ? saidBy(clause, [first]).map(({ span }) => span) : [],
  )

function saidBy(clause: Span, words: readonly (readonly string[])[]): { of: readonly string[]; span: Span }[] {
  return words.flatMap((list) =>
    list.flatMap((phrase) =>
      findPhrase(clause.text, phrase).map(({ start, end, text }) => ({
        of: list,
        span: { start: clause.start + start, end: clause.start + end, text },
      })),
    ),
  )
}
