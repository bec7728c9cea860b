import type { Goal, SpokenPattern, Unplaced, Vocabulary } from '../schema.ts'
import { Kinds } from './kinds.ts'
import { negationsIn } from './values/negation.ts'
import { bestPhrase, type Span, spanOf, without } from './words.ts'

type Patterns = Readonly<Record<string, SpokenPattern>>

let last: { of: readonly unknown[]; kinds: Kinds } | undefined

/** Those of a catalogue, made once for as long as the same one is asked: many goals may be read one after the other. */
function kindsOf(lacking: Vocabulary['kinds'], patterns: Patterns): Kinds {
  const of = [lacking, ...Object.entries(patterns).flat()]
  if (last?.of.length !== of.length || of.some((one, index) => one !== last!.of[index])) {
    const own = Object.entries(patterns).map(([id, { spec }]) => [id, spec] as const)
    last = { of, kinds: new Kinds({ ...lacking, ...Object.fromEntries(own) }) }
  }
  return last.kinds
}

/** The pattern that a goal asks for, with the words that say so; or what is known where it is none, or not one alone. */
export function placeGoal(
  { answers, sentence }: Goal,
  { kinds }: Pick<Vocabulary, 'kinds'>,
  patterns: Patterns,
): { key: string; span: Span } | Pick<Unplaced, 'missing' | 'between' | 'nearest'> {
  // What is not wanted says nothing of what is.
  const wanted = without(sentence, negationsIn(sentence))
  const spoken = (key: string) => bestPhrase(wanted, { [key]: patterns[key]!.spec.words })?.span
  const answer = answers?.pattern
  if (answer !== undefined && patterns[answer]) return { key: answer, span: spoken(answer) ?? spanOf(sentence, 0, 0) }
  const placed = kindsOf(kinds, patterns).place(wanted)
  if ('nearest' in placed) {
    const id = placed.nearest?.id
    return id !== undefined && patterns[id] ? { nearest: id } : {}
  }
  if ('kind' in placed) {
    const { id, said } = placed.kind
    return patterns[id] ? { key: id, span: spoken(id) ?? said[0]! } : { missing: { kind: id, because: said[0]!.text } }
  }
  const [known, missing] = [true, false].map((is) =>
    placed.between.filter(({ id }) => (patterns[id] !== undefined) === is),
  )
  const [lacking] = missing!
  // Of a kind that cannot be made nobody is asked.
  if (lacking) return { missing: { kind: lacking.id, because: lacking.said[0]!.text } }
  return { between: known!.map(({ id, said }) => ({ pattern: id, because: (spoken(id) ?? said[0]!).text })) }
}
