import type { Test } from '../schema.ts'

const before: Record<string, (value: number) => Test> = {
  'no more than': (value) => ({ atMost: value }),
  'not more than': (value) => ({ atMost: value }),
  'no older than': (value) => ({ atMost: value }),
  'at most': (value) => ({ atMost: value }),
  'up to': (value) => ({ atMost: value }),
  'no less than': (value) => ({ atLeast: value }),
  'not less than': (value) => ({ atLeast: value }),
  'no fewer than': (value) => ({ atLeast: value }),
  'no younger than': (value) => ({ atLeast: value }),
  'at least': (value) => ({ atLeast: value }),
  'more than': (value) => ({ over: value }),
  'older than': (value) => ({ over: value }),
  'greater than': (value) => ({ over: value }),
  'longer than': (value) => ({ over: value }),
  'higher than': (value) => ({ over: value }),
  over: (value) => ({ over: value }),
  above: (value) => ({ over: value }),
  'less than': (value) => ({ under: value }),
  'younger than': (value) => ({ under: value }),
  'fewer than': (value) => ({ under: value }),
  'shorter than': (value) => ({ under: value }),
  'lower than': (value) => ({ under: value }),
  under: (value) => ({ under: value }),
  below: (value) => ({ under: value }),
}

const upwards = 'over|older|above|more|longer'
const downwards = 'under|younger|below|less|fewer|shorter'
/** Longest first, so that "no more than" is not read as "more than". */
export const comparisons = Object.keys(before)
  .sort((a, b) => b.length - a.length)
  .join('|')
/** What follows a number to make a border of it: "65 or over". */
export const afterNumber = `(?:or|and)\\s+(?:${upwards}|${downwards})\\b(?!\\s+(?:£?\\d|the age))`

/** A border, as the parts of an expression that `limitOf` reads; `unit` is what may stand behind the number. */
export const limit = (unit = ''): string =>
  `(?:(?<word>${comparisons}) (?:the age of )?)?(?<number>£?[\\d,]+k?)${unit}(?<beyond> ?(?:(?:or|and) (?:${upwards}|${downwards})|plus\\b|\\+))?`

/** The border that an expression with `limit` has found; undefined when there is none, or no whole number. */
export function limitOf({ word, number = '', beyond }: Readonly<Record<string, string | undefined>>): Test | undefined {
  const value = wholeNumber(number)
  if (value === undefined || (word === undefined) === (beyond === undefined)) return undefined
  if (word) return before[word]!(value)
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
