import { bordered, numberAt } from './number.ts'
import type { Part, Tokens } from './tokens.ts'
import type { Money, Percent } from './value.ts'

const pence = ['p', 'pence', 'penny']

function sumAt(tokens: Tokens, at: number): Part<number> {
  const sign = tokens.at(at) === '£'
  const number = numberAt(tokens, sign ? at + 1 : at)
  if (!number) return undefined
  const said = tokens.at(number.next)
  if (sign) return inPence(number.value * 100, said === 'pounds' ? number.next + 1 : number.next)
  if (said === 'pounds' || said === 'pound' || said === 'quid') return inPence(number.value * 100, number.next + 1)
  return pence.includes(said) && (said !== 'p' || tokens.touches(number.next - 1))
    ? inPence(number.value, number.next + 1)
    : undefined
}

/** Whole pence: what has three decimals is no sum of money. */
function inPence(value: number, next: number): Part<number> {
  const rounded = Math.round(value)
  return Math.abs(value - rounded) < 1e-6 ? { value: rounded, next } : undefined
}

/** "£21", "at most £1,500", "10.50 pounds", "50p", "£30 per child", "£20k a year". */
export function moneyAt(tokens: Tokens, at: number): Part<Money> {
  const found = bordered(tokens, at, (from) => sumAt(tokens, from))
  if (!found) return undefined
  const { of, border } = found.value
  const per = perAt(tokens, found.next)
  return {
    value: { kind: 'money', pence: of, ...(border ? { border } : {}), ...(per ? { per: per.value } : {}) },
    next: per?.next ?? found.next,
  }
}

const periods = ['minute', 'hour', 'day', 'night', 'week', 'fortnight', 'month', 'quarter', 'term', 'year']

/** "per child", "for each visit"; "a week", "each year" of a stretch of time alone: "£5 a week", but not "£5 a person said". */
function perAt(tokens: Tokens, at: number): Part<string> {
  const said = tokens.at(at)
  const each = tokens.phrase(at, ['for', 'each']) ?? tokens.phrase(at, ['for', 'every'])
  const from = said === 'per' ? at + 1 : each
  const word = from === undefined ? '' : tokens.at(from)
  if (from !== undefined && /^\p{L}/u.test(word)) return { value: word, next: from + 1 }
  const period = tokens.at(at + 1)
  return ['a', 'an', 'each', 'every'].includes(said) && periods.includes(period)
    ? { value: period, next: at + 2 }
    : undefined
}

/** "20%", "over 12.5 per cent". */
export function percentAt(tokens: Tokens, at: number): Part<Percent> {
  const found = bordered(tokens, at, (from) => {
    const number = numberAt(tokens, from)
    const next =
      number &&
      (tokens.phrase(number.next, ['%']) ??
        tokens.phrase(number.next, ['percent']) ??
        tokens.phrase(number.next, ['per', 'cent']))
    return number && next !== undefined ? { value: number.value, next } : undefined
  })
  if (!found) return undefined
  const { of, border } = found.value
  return { value: { kind: 'percent', percent: of, ...(border ? { border } : {}) }, next: found.next }
}
