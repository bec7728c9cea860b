import MiniSearch from 'minisearch'
import { stemmer } from 'stemmer'
import { byCodeUnit } from '../digest.ts'
import { type Span, spanOf } from './words.ts'

/** How people ask for a kind of service: its words, and goals of its kind. */
export interface Kind {
  words: readonly string[]
  examples: readonly string[]
}

interface Ranked {
  id: string
  score: number
  /** Where its own words stand in the goal, the longest first; empty where only its examples have words of it. */
  said: readonly Span[]
}

/** What a goal asks for: a kind, one of two that are as near, or none, with the nearest. */
export type Placed = { kind: Ranked } | { between: [Ranked, Ranked] } | { nearest: Ranked | undefined }

/** By how much of its score the first must be before the second to be meant alone. */
const margin = 0.15

/** Words that tell nothing by themselves, and something in a phrase: "have your say". */
const bare = new Set(
  'a an the and or of for to in on by with is are be as at from it that this we our you your i my me us their they them people who which what when where how can may will do does has have was were been get up so not no new about into out'
    .split(' ')
    .map((word) => stemmer(word)),
)
/** Words of the longest phrase that is looked for. */
const longest = 4
/** What each says of a goal: a kind's own words whole, words of these, and words of goals of its kind. */
const fields = { phrases: 4, words: 1, examples: 0.75 }

interface Term {
  text: string
  weight: number
}

/** Kinds of service, ranked by how much of a goal is said as it is said of them. The same goal ranks the same on any machine. */
export class Kinds {
  readonly #index: MiniSearch

  constructor(kinds: Readonly<Record<string, Kind>>) {
    this.#index = new MiniSearch({
      fields: Object.keys(fields),
      tokenize: (text) => text.split('\n'),
      processTerm: (term) => term,
    })
    for (const id of Object.keys(kinds).sort(byCodeUnit)) {
      const { examples, words } = kinds[id]!
      const stems = (all: readonly string[]) => all.map((one) => stemsOf(one))
      this.#index.add({
        id,
        phrases: shortest(stems(words).map((one) => one.join(' '))).join('\n'),
        words: stems(words).flat().filter(tells).join('\n'),
        examples: stems(examples).flatMap(pairsOf).join('\n'),
      })
    }
  }

  rank(sentence: string): Ranked[] {
    const terms = termsOf(sentence)
    const standing = standingIn(sentence)
    const found = this.#index.search(terms.map(({ text }) => text).join('\n'), {
      boost: fields,
      boostTerm: (_, index) => terms[index]!.weight,
      bm25: { k: 1.2, b: 0.2, d: 0.2 },
    })
    return found
      .map(({ id, match, score }) => {
        const phrases = Object.keys(match).filter((term) => match[term]!.includes('phrases'))
        return { id: String(id), score, said: standing(phrases) }
      })
      .sort((a, b) => b.score - a.score || byCodeUnit(a.id, b.id))
  }

  /** What is said of a kind only in its examples is not called by them: they weigh, and words decide. */
  place(sentence: string): Placed {
    const ranked = this.rank(sentence)
    const called = ranked.filter(({ said }) => said.length > 0)
    const [first, second] = called
    if (!first || ranked[0]!.score > first.score * 2.5) return { nearest: ranked[0] }
    const closer = called.find((one) => one.score * 2 > first.score && saysMore(one, first))
    if (closer) return { kind: closer }
    return second && first.score - second.score < margin * first.score ? { between: [first, second] } : { kind: first }
  }
}

/** Without those that hold another: "book a slot" says no more of the kind than "book", and must not count twice. */
const shortest = (phrases: readonly string[]): string[] =>
  phrases.filter((one) => !phrases.some((other) => other !== one && ` ${one} `.includes(` ${other} `)))

const tells = (stem: string): boolean => !bare.has(stem)

/** The stems that tell something, and each two of them that follow each other: what an example is likened by. */
function pairsOf(stems: readonly string[]): string[] {
  const telling = stems.filter(tells)
  return telling.flatMap((stem, at) => (telling[at + 1] === undefined ? [stem] : [stem, `${stem}+${telling[at + 1]}`]))
}

/** Every stretch of up to so many stems, as phrases are written. */
const stretchesFrom = (stems: readonly string[], from: number): string[] =>
  Array.from({ length: Math.min(longest, stems.length - from) }, (_, more) =>
    stems.slice(from, from + more + 1).join(' '),
  )

const wordsIn = (text: string): Span[] =>
  [...text.matchAll(/\p{L}[\p{L}\p{M}’']*|\p{N}+/gu)].map(({ 0: word, index }) =>
    spanOf(text, index, index + word.length),
  )
const stemOf = (word: string): string => stemmer(word.toLowerCase().replace(/['’]s?$/, ''))
const stemsOf = (text: string): string[] => wordsIn(text).map(({ text: word }) => stemOf(word))

/** Where another clause begins, and one that says when it holds and nothing of what the service is. */
const clauses = /[,;:]|\s(?=(?:if|when|unless|until|because|so that|who|which|that|whose|to)\s)/gi
const conditional = /^\s*(?:if|when|unless|until|because|so that|otherwise)\b/i

/** What is looked for, each once: what stands early tells more than what stands in later sentences and clauses. */
function termsOf(sentence: string): Term[] {
  const weights = new Map<string, number>()
  const add = (text: string, weight: number) => weights.set(text, Math.max(weights.get(text) ?? 0, weight))
  for (const [place, one] of sentence.split(/[.!?](?=\s|$)|\n/).entries()) {
    const stems: string[] = []
    const weigh: number[] = []
    for (const [index, clause] of one.split(clauses).entries()) {
      const weight = (place === 0 ? 1 : 0.3) * (index === 0 ? 1 : conditional.test(clause) ? 0.1 : 0.3)
      const said = stemsOf(clause)
      stems.push(...said)
      weigh.push(...said.map((_, at) => weight / (1 + 0.2 * at)))
      for (const [at, text] of pairsOf(said).entries()) add(text, weight / (1 + 0.2 * at))
    }
    for (const [at] of stems.entries()) for (const text of stretchesFrom(stems, at)) add(text, weigh[at]!)
  }
  return [...weights].map(([text, weight]) => ({ text, weight }))
}

/** Whether one kind's words hold the other's: "parking permit" is closer to what is meant than "permit". */
const saysMore = (one: Ranked, other: Ranked): boolean =>
  one.said.some(({ end, start }) =>
    other.said.some((two) => start <= two.start && end >= two.end && end - start > two.end - two.start),
  )

/** Where phrases of stems stand, those of most words first, then the earliest. */
function standingIn(sentence: string): (phrases: readonly string[]) => Span[] {
  const words = wordsIn(sentence)
  const stems = words.map(({ text }) => stemOf(text))
  return (phrases) =>
    phrases
      .flatMap((phrase) => {
        const wanted = phrase.split(' ')
        const at = stems.findIndex((_, from) => wanted.every((stem, offset) => stems[from + offset] === stem))
        const span = () => spanOf(sentence, words[at]!.start, words[at + wanted.length - 1]!.end)
        return at < 0 ? [] : [{ count: wanted.length, span: span() }]
      })
      .sort((a, b) => b.count - a.count || a.span.start - b.span.start)
      .map(({ span }) => span)
}
