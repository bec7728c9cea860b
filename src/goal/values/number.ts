import { type Part, type Phrases, phrasesBy, type Tokens } from './tokens.ts'
import type { Border } from './value.ts'

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const greatest = 999_999_999

/** "12", "1,500", "20k", "twenty eight", "two hundred and fifty". Read whole or not at all: never up to its comma. */
export function numberAt(tokens: Tokens, at: number): Part<number> {
  return digitsAt(tokens, at) ?? wordsAt(tokens, at)
}

function digitsAt(tokens: Tokens, at: number): Part<number> {
  const said = tokens.at(at)
  if (!/^(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.\d{1,4})?$/.test(said)) return undefined
  const thousands = tokens.touches(at) && tokens.at(at + 1) === 'k'
  const value = Number(said.replaceAll(',', '')) * (thousands ? 1000 : 1)
  return value <= greatest ? { value, next: at + (thousands ? 2 : 1) } : undefined
}

function belowHundred(tokens: Tokens, at: number): Part<number> {
  const ten = tens.indexOf(tokens.at(at))
  const one = small.indexOf(tokens.at(ten < 0 ? at : at + 1))
  if (ten < 0) return one < 0 ? undefined : { value: one, next: at + 1 }
  return one > 0 && one < 10 ? { value: (ten + 2) * 10 + one, next: at + 2 } : { value: (ten + 2) * 10, next: at + 1 }
}

function wordsAt(tokens: Tokens, at: number): Part<number> {
  if (tokens.at(at) === 'dozen') return { value: 12, next: at + 1 }
  const first = tokens.at(at) === 'a' ? { value: 1, next: at + 1 } : belowHundred(tokens, at)
  if (first && tokens.at(first.next) === 'dozen') return { value: first.value * 12, next: first.next + 1 }
  if (first && tokens.at(first.next) === 'hundred') {
    const after = first.next + 1
    const rest = belowHundred(tokens, tokens.at(after) === 'and' ? after + 1 : after)
    return { value: first.value * 100 + (rest?.value ?? 0), next: rest?.next ?? after }
  }
  return tokens.at(at) === 'a' ? undefined : first
}

/** Whether a number can count things, days or years. */
export const isWhole = (value: number): boolean => Number.isInteger(value)

const before: Phrases<Border> = phrasesBy(
  (
    [
      [
        'atMost',
        'no more than|not more than|no older than|at most|up to|a maximum of|maximum of|max|maximum|limited to|no later than',
      ],
      [
        'atLeast',
        'no less than|not less than|no fewer than|no younger than|at least|a minimum of|minimum of|min|minimum',
      ],
      ['over', 'more than|older than|greater than|longer than|higher than|over|above|exceeding'],
      ['under', 'less than|younger than|fewer than|shorter than|lower than|under|below'],
    ] as const
  ).flatMap(([border, phrases]) => phrases.split('|').map((phrase) => [phrase, border] as const)),
)

const up = ['over', 'older', 'above', 'more', 'longer', 'upwards']
const down = ['under', 'younger', 'below', 'less', 'fewer', 'shorter']

/** "no more than", "at least", before what they bound. */
export function borderBefore(tokens: Tokens, at: number): Part<Border> {
  const found = tokens.longest(at, before)
  return found && { value: found.is, next: found.next }
}

/** "or over", "and under", "+", "plus", after what they bound; not where they begin the next comparison: "65 or over 80". */
export function borderAfter(tokens: Tokens, at: number): Part<Border> {
  if (tokens.at(at) === '+' || tokens.at(at) === 'plus') return { value: 'atLeast', next: at + 1 }
  if (tokens.at(at) !== 'or' && tokens.at(at) !== 'and') return undefined
  const way = tokens.at(at + 1)
  const beyond = tokens.at(at + 2)
  if (/^[£\d]/.test(beyond) || tokens.phrase(at + 2, ['the', 'age']) !== undefined || beyond === 'than')
    return undefined
  if (up.includes(way)) return { value: 'atLeast', next: at + 2 }
  return down.includes(way) ? { value: 'atMost', next: at + 2 } : undefined
}

/** Something with a border before it, after it, or none; with both, nobody knows which is meant. */
export function bordered<T>(
  tokens: Tokens,
  at: number,
  read: (at: number) => Part<T>,
): Part<{ of: T; border?: Border }> {
  const first = borderBefore(tokens, at)
  const of = read(first?.next ?? at)
  if (!of) return undefined
  const last = borderAfter(tokens, of.next)
  if (first && last) return undefined
  const border = first?.value ?? last?.value
  return { value: { of: of.value, ...(border ? { border } : {}) }, next: last?.next ?? of.next }
}
