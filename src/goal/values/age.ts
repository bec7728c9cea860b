import { borderAfter, borderBefore, isWhole, numberAt } from './number.ts'
import { type Part, phrasesBy, type Tokens } from './tokens.ts'
import type { Age } from './value.ts'

/** No person is older than this, so the number counts something else. */
const oldest = 120
const lead = phrasesBy(
  ['aged', 'age', 'ages', 'the age of', 'the ages of', 'between the ages of'].map((said) => [said, true] as const),
)

/**
 * "aged 60 to 74", "aged over 75", "over the age of 16", "16 years old or over", "60-74 year olds", "under 5s". What says
 * nothing of an age but its number ("over 75") is a number.
 */
export function ageAt(tokens: Tokens, at: number): Part<Age> {
  const led = leadAt(tokens, at)
  const from = led ?? at
  const first = borderBefore(tokens, from)
  const inside = first ? leadAt(tokens, first.next) : undefined
  const start = inside ?? first?.next ?? (tokens.at(from) === 'between' || tokens.at(from) === 'from' ? from + 1 : from)
  const number = yearsAt(tokens, start)
  if (!number) return undefined
  const to = first ? undefined : upTo(tokens, number.next)
  const tail = old(tokens, to?.next ?? number.next)
  const plural = pluralAt(tokens, to?.next ?? number.next)
  const after = first ? undefined : to ? undefined : borderAfter(tokens, tail ?? number.next)
  const said = led !== undefined || inside !== undefined || tail !== undefined
  if (to) {
    const next = tail ?? plural ?? to.next
    return (said || plural !== undefined) && number.value <= to.value
      ? { value: { kind: 'age', from: number.value, to: to.value }, next }
      : undefined
  }
  const border = first?.value ?? after?.value
  if (border === undefined) return undefined
  const isAge = said || (first !== undefined && plural !== undefined)
  const next = after ? (old(tokens, after.next) ?? after.next) : (tail ?? plural ?? number.next)
  return isAge || next !== (after?.next ?? number.next)
    ? { value: { kind: 'age', border, years: number.value }, next }
    : undefined
}

function leadAt(tokens: Tokens, at: number): number | undefined {
  return tokens.longest(at, lead)?.next
}

function yearsAt(tokens: Tokens, at: number): Part<number> {
  const number = numberAt(tokens, at)
  return number && isWhole(number.value) && number.value <= oldest ? number : undefined
}

function upTo(tokens: Tokens, at: number): Part<number> {
  return ['to', '-', '–', 'and', 'until'].includes(tokens.at(at)) ? yearsAt(tokens, at + 1) : undefined
}

/** "years old", "years of age", "year olds". */
function old(tokens: Tokens, at: number): number | undefined {
  if (!['year', 'years', 'yr', 'yrs'].includes(tokens.at(at))) return undefined
  if (['old', 'olds'].includes(tokens.at(at + 1))) return at + 2
  return tokens.phrase(at + 1, ['of', 'age'])
}

/** The s of "under 16s". */
function pluralAt(tokens: Tokens, at: number): number | undefined {
  return tokens.at(at) === 's' && tokens.touches(at - 1) ? at + 1 : undefined
}
