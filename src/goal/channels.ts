import type { Spoken, SpokenPattern } from '../schema.ts'
import { contentBeside } from './content.ts'
import { findPhrase, type Span } from './words.ts'

/** A way to tell people, as a clause names it. */
export interface Told {
  kind: string
  value: string
  span: Span
}

/** What may stand with a way to tell people and says no more: keep people posted by email. */
const telling = new Set(
  'tell told notify notified update updated updates inform informed contact contacted send sent sending keep kept posted informed everyone everybody message messages notification notifications outcome let know all please answer answered reply replied respond confirm confirmed confirms confirmation acknowledge acknowledgement receipt result results hear hears get gets'.split(
    ' ',
  ),
)

/** A word alone ("emails") may as well be what comes in; what says who is told, or by what, is a way out. */
export const isWayOut = ({ text }: Span): boolean => /\s/.test(text.trim())

/** The ways to tell people that a sentence names. */
export const waysTold = (
  sentence: string,
  { constraints }: Pick<Spoken, 'constraints'>,
  pattern: SpokenPattern['spec'],
): Told[] =>
  Object.entries(constraints).flatMap(([kind, phrases]) =>
    waysIn(sentence, toOwnPeople(phrases, pattern)).map((way) => ({ kind, ...way })),
  )

/** "Text people", in the pattern's own word for whoever uses the service: text residents. */
function toOwnPeople(
  phrases: Readonly<Record<string, readonly string[]>>,
  { people }: SpokenPattern['spec'],
): Record<string, string[]> {
  const users = Object.entries(people).flatMap(([name, { may }]) => (may.length === 0 ? [name, `the ${name}`] : []))
  return Object.fromEntries(
    Object.entries(phrases).map(([value, all]) => [
      value,
      [
        ...all,
        ...all
          .filter((phrase) => / people$/.test(phrase))
          .flatMap((phrase) => users.map((user) => phrase.replace(/people$/, user))),
      ],
    ]),
  )
}

/** Each of one value; of what stands in another the longer. */
function waysIn(
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

/** One value of each kind: that of the longest words, then of the first. What says the same again is read too. */
export function bestOf<T extends Told>(chosen: readonly T[]): T[] {
  return [...new Set(chosen.map(({ kind }) => kind))].flatMap((kind) => {
    const all = chosen.filter((one) => one.kind === kind)
    const [best] = [...all].sort(
      (a, b) => b.span.end - b.span.start - (a.span.end - a.span.start) || a.span.start - b.span.start,
    )
    return best ? [best] : []
  })
}
