import type { Test } from '../schema.ts'

type Border = 'atMost' | 'atLeast' | 'over' | 'under'
const borders: Record<Border, readonly string[]> = {
  atMost: ['no more than', 'not more than', 'no older than', 'at most', 'up to'],
  atLeast: ['no less than', 'not less than', 'no fewer than', 'no younger than', 'at least'],
  over: ['more than', 'older than', 'greater than', 'longer than', 'higher than', 'over', 'above'],
  under: ['less than', 'younger than', 'fewer than', 'shorter than', 'lower than', 'under', 'below'],
}
const borderOf = new Map(
  Object.entries(borders).flatMap(([border, words]) => words.map((word) => [word, border as Border] as const)),
)

const upwards = 'over|older|above|more|longer'
const downwards = 'under|younger|below|less|fewer|shorter'
/** Longest first, so that "no more than" is not read as "more than". */
export const comparisons = [...borderOf.keys()].sort((a, b) => b.length - a.length).join('|')
/** What follows a number to make a border of it: "65 or over". */
export const afterNumber = `(?:or|and)\\s+(?:${upwards}|${downwards})\\b(?!\\s+(?:£?\\d|the age))`

/** A border, as the parts of an expression that `limitOf` reads; `unit` is what may stand behind the number. */
export const limit = (unit = ''): string =>
  `(?:(?<word>${comparisons}) (?:the age of )?)?(?<number>£?[\\d,]+k?)${unit}(?<beyond> ?(?:(?:or|and) (?:${upwards}|${downwards})|plus\\b|\\+))?`

/** The border that an expression with `limit` has found; undefined when there is none, or no whole number. */
export function limitOf({ word, number = '', beyond }: Readonly<Record<string, string | undefined>>): Test | undefined {
  const value = wholeNumber(number)
  if (value === undefined || (word === undefined) === (beyond === undefined)) return undefined
  if (word) return { [borderOf.get(word)!]: value } as Test
  return new RegExp(`(?:${downwards})$`).test(beyond!) ? { atMost: value } : { atLeast: value }
}

/** "20,000", "£20k" → 20000. Whole or not at all: a number is never read up to its comma. */
function wholeNumber(text: string): number | undefined {
  const found = /^£?(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(k?)$/.exec(text)
  if (!found) return undefined
  const value = Number(found[1]!.replaceAll(',', '')) * (found[2] ? 1000 : 1)
  return value <= 999_999_999 ? value : undefined
}

/** Whether a clause compares something with a number, or names a sum: it is read whole or not at all. */
export function comparesNumbers(plain: string): boolean {
  return (
    /£|\d[.,]\d|\d\s*k\b|\d\s*%/.test(plain) ||
    (/\d/.test(plain) &&
      new RegExp(`\\b(?:${comparisons}|between|exceeds?|than)\\b|\\d\\s*(?:\\+|plus\\b)|${afterNumber}`).test(plain))
  )
}
