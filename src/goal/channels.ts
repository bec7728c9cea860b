import { contentBeside } from './content.ts'
import { findPhrase, type Span } from './words.ts'

/** What may stand with a way to tell people and says no more: keep people posted by email. */
const telling = new Set(
  'tell told notify notified update updated updates inform informed contact contacted send sent sending keep kept posted informed everyone everybody message messages notification notifications outcome let know all please answer answered reply replied respond'.split(
    ' ',
  ),
)

/** A word alone ("emails") may as well be what comes in; what says who is told, or by what, is a way out. */
export const isWayOut = ({ text }: Span): boolean => /\s/.test(text.trim())

/** The ways to tell people that a sentence names, each of one value. */
export function waysIn(
  sentence: string,
  values: Readonly<Record<string, readonly string[]>>,
): { value: string; span: Span }[] {
  const all = Object.entries(values).flatMap(([value, phrases]) =>
    phrases.flatMap((phrase) => findPhrase(sentence, phrase).map((span) => ({ value, span }))),
  )
  const longest = all.sort(
    (a, b) => b.span.end - b.span.start - (a.span.end - a.span.start) || a.span.start - b.span.start,
  )
  const taken = new Set<number>()
  return longest.filter(({ span }) => {
    const letters = Array.from({ length: span.end - span.start }, (_, at) => span.start + at)
    if (letters.some((at) => taken.has(at))) return false
    for (const at of letters) taken.add(at)
    return true
  })
}

/** The one value that a clause names, by its longest words; undefined when it names several, or says a word more. */
export function choiceIn<T extends { value: string; span: Span }>(
  sentence: string,
  clause: Span,
  told: readonly T[],
  read: readonly Span[],
): T | undefined {
  const [found] = [...told].sort((a, b) => b.span.end - b.span.start - (a.span.end - a.span.start))
  if (!found || told.some(({ value }) => value !== found.value)) return undefined
  const left = contentBeside(sentence, clause, [...read, ...told.map(({ span }) => span)]).filter(
    ({ text }) => !telling.has(text.toLowerCase()),
  )
  return left.length === 0 ? found : undefined
}
