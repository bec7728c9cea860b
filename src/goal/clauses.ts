import { beginsWish } from './clause.ts'
import { overlapping } from './overlapping.ts'
import { type Span, spanOf } from './words.ts'

const mark = /[;:!?\n]|\.(?=\s|$)|,|\s(?:and|or|but|then)\s|\s\(/gi
/** How a clause begins that says when another one holds, and so is none without it. */
const dependent =
  /^\s*(?:(?:and|but|or|please)\s+)?(?:if|when|where|whenever|unless|except|for|in case|until|after|before|once|while|as long as|provided|only|otherwise|apart)\b/i
/** What turns round or limits the clause that it stands in. */
const limiting = /^(?:except|excluding)\b/i

interface Said {
  /** Values, of whose inside nothing is cut; apart those that something is compared with, since "and" before them goes on. */
  values: readonly Span[]
  compared?: readonly Span[]
  /** Rules and what is not wanted, which are whole. */
  whole: readonly Span[]
  unwanted: readonly Span[]
  /** The words that say what kind of service it is. */
  naming: Span
  outcome: string
}

/**
 * A sentence cut where something else begins: at stops, at commas, and at "and" before a further wish or where there is a
 * value on both sides. A clause that only says when another one holds stays with that one, so that no condition is lost.
 */
export function clausesOf(sentence: string, said: Said): Span[] {
  const { compared = [], unwanted, values, whole } = said
  const begins = beginsWish(said.outcome)
  const cuts: { end: number; next: number; sign: string }[] = []
  let from = 0
  const kept = overlapping([...values, ...whole])
  const holds = (start: number, end: number) => kept({ start, end }).length > 0
  const inCompared = overlapping(compared)
  const marks = [...sentence.matchAll(mark)].filter(
    ({ 0: sign, index }) =>
      !holds(index, index + sign.length) && inCompared({ start: index, end: index + sign.length }).length === 0,
  )
  for (const [place, { 0: sign, index }] of marks.entries()) {
    const next = index + sign.length
    const until = marks[place + 1]?.index ?? sentence.length
    const word = sign.trim().toLowerCase()
    if (/^(?:and|or|but|then|\()$/.test(word)) {
      const both = holds(from, index) && holds(next, until)
      if (!both && !begins.test(sentence.slice(next, next + 200).toLowerCase())) continue
    }
    // "Urgent: 2 hours" is one, "triage of reports: urgent if …" are two.
    if (word === ':' && !(said.naming.start >= from && said.naming.end <= index)) continue
    cuts.push({ end: index, next, sign: word })
    from = next
  }
  return parted(sentence, merged(sentence, cuts, said), unwanted)
}

/** Puts clauses that depend on another with it: the one behind their comma, else the one whose comma is before them. */
function merged(
  sentence: string,
  cuts: readonly { end: number; next: number; sign: string }[],
  { naming, whole }: Said,
): Span[] {
  const clauses: Span[] = []
  let from = 0
  let before = ''
  let open = false
  const wholeAt = overlapping(whole)
  for (const { end, next, sign } of [...cuts, { end: sentence.length, next: sentence.length, sign: '' }]) {
    const clause = spanOf(sentence, from, end)
    const start = from + clause.text.search(/\S|$/)
    const depends = dependent.test(clause.text) && wholeAt({ start, end: start + 5 }).length === 0
    // What comes behind the name of the service says nothing of the name.
    const names = clauses.length > 0 && naming.start < clauses.at(-1)!.end && naming.end > clauses.at(-1)!.start
    const joins = clauses.length > 0 && (open || (depends && sign !== ',' && before === ',' && !names))
    if (joins) clauses.push(spanOf(sentence, clauses.pop()!.start, clause.end))
    else clauses.push(clause)
    open = depends && !open && sign === ','
    from = next
    before = sign
  }
  return clauses
}

/** What is not wanted is a clause of its own, but for "except …", which limits the one it stands in. */
function parted(sentence: string, clauses: readonly Span[], unwanted: readonly Span[]): Span[] {
  const apart = overlapping(unwanted.filter(({ text }) => !limiting.test(text)))
  return clauses.flatMap((clause) => {
    const pieces: Span[] = []
    let from = clause.start
    for (const one of apart(clause)) {
      if (one.start > from) pieces.push(spanOf(sentence, from, one.start))
      pieces.push(one)
      from = Math.max(from, one.end)
    }
    if (from < clause.end) pieces.push(spanOf(sentence, from, clause.end))
    return pieces.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
  })
}
