import { findPhrase, overlaps, type Span, spanOf } from './words.ts'

/** Words of a sentence with whatever they are the place of. */
export interface Placed<T> extends Span {
  of: T
}

/**
 * Where each of some words stands in a sentence, in its order; of those that share a letter only the longest has a place. Words may
 * differ from the sentence in case and spaces.
 */
export function placesIn<T extends { words: string }>(sentence: string, all: readonly T[]): Placed<T>[] {
  const taken: Placed<T>[] = []
  for (const of of all.toSorted((a, b) => b.words.length - a.words.length)) {
    const free = standing(sentence, of.words).find((span) => !taken.some((one) => overlaps(one, span)))
    if (free) taken.push({ ...free, of })
  }
  return taken.sort((a, b) => a.start - b.start)
}

/** The sentence with other words in the place of some; behind it where they do not stand in it. */
export function reworded(sentence: string, words: string, instead: string): string {
  const [place] = standing(sentence, words)
  if (!place) return [sentence.replace(/[\s.,;]+$/, ''), instead].join(', ')
  return sentence.slice(0, place.start) + instead + sentence.slice(place.end)
}

/** The sentence without some of its words, and without the comma or "and" that joined them to the rest. */
export function leftOut(sentence: string, words: string): string {
  const [place] = standing(sentence, words)
  if (!place) return sentence
  const before = sentence.slice(0, place.start).replace(/(?:[\s,;]|(?<=[\s,;])(?:and|but|then|or)(?=\s*$))+$/i, '')
  const after = sentence.slice(place.end)
  if (before === '') return after.replace(/^[\s,;.]+(?:(?:and|but|then|or)\s+)?/i, '').trim()
  const rest = /[.!?]$/.test(before) ? after.replace(/^[.!?]+/, '') : after
  return (before + (rest === '' || /^[\s,;.!?]/.test(rest) ? '' : ' ') + rest).trim()
}

/** Each run of spaces in the words stands for any in the sentence. */
function standing(sentence: string, words: string): Span[] {
  const exact = words === '' ? [] : findPhrase(sentence, words)
  if (exact.length > 0 || words.trim() === '') return exact
  const parts = words
    .trim()
    .split(/\s+/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return [...sentence.matchAll(new RegExp(parts.join('\\s+'), 'giu'))].map(({ 0: text, index }) =>
    spanOf(sentence, index, index + text.length),
  )
}
