/** A word, a number or a sign of a sentence, in lower case, with where it stands. */
export interface Token {
  text: string
  start: number
  end: number
}

const piece = /\d+(?:[.,:/]\d+)*|\p{L}[\p{L}\p{M}\p{N}'’]*|[^\s\p{L}\p{N}]|\p{N}/gu
const joining = /^[-\u2010-\u2012\u2013_]$/

/**
 * The tokens of a text, and how often one of them was looked at: what reading costs. A hyphen between words joins nothing
 * ("two-week" is two words), between numbers it stands ("60-74").
 */
export class Tokens {
  looks = 0
  readonly all: readonly Token[]
  readonly #text: string

  constructor(text: string) {
    const all = [...text.matchAll(piece)].map(({ 0: said, index }) => ({
      text: said.toLowerCase().replaceAll('’', "'"),
      start: index,
      end: index + said.length,
    }))
    this.#text = text
    const isNumber = (token: Token | undefined) => /^\d/.test(token?.text ?? '')
    this.all = all.filter(
      (token, at) => !joining.test(token.text) || at === 0 || (isNumber(all[at - 1]) && isNumber(all[at + 1])),
    )
  }

  /** Whether a hyphen joins a token to the next: "non-urgent". */
  hyphenated(index: number): boolean {
    const [one, next] = [this.all[index], this.all[index + 1]]
    return one !== undefined && next?.start === one.end + 1 && joining.test(this.#text[one.end]!)
  }

  /** The text of one; empty beyond either end. */
  at(index: number): string {
    this.looks++
    return this.all[index]?.text ?? ''
  }

  /** Whether nothing stands between a token and the next. */
  touches(index: number): boolean {
    return this.all[index] !== undefined && this.all[index].end === this.all[index + 1]?.start
  }

  /** Where the words of a phrase end that begin at a token; undefined when others stand there. */
  phrase(index: number, words: readonly string[]): number | undefined {
    return words.every((word, offset) => this.at(index + offset) === word) ? index + words.length : undefined
  }

  /** The longest of some phrases that begins at a token. */
  longest<T>(index: number, phrases: Phrases<T>): { is: T; next: number } | undefined {
    let best: { is: T; next: number } | undefined
    for (const [words, is] of phrases.get(this.at(index)) ?? []) {
      const next = this.phrase(index, words)
      if (next !== undefined && next > (best?.next ?? index)) best = { is, next }
    }
    return best
  }
}

/** Phrases by their first word, so that what does not begin here costs nothing. */
export type Phrases<T> = ReadonlyMap<string, readonly (readonly [readonly string[], T])[]>

export function phrasesBy<T>(all: readonly (readonly [string, T])[]): Phrases<T> {
  const by = new Map<string, [readonly string[], T][]>()
  for (const [phrase, is] of all) {
    const words = phrase.split(' ')
    by.set(words[0]!, [...(by.get(words[0]!) ?? []), [words, is]])
  }
  return by
}

/** What was read from a token on, and the first token after it. */
export type Part<T> = { value: T; next: number } | undefined
