import { amountOfTimeAt, unitAt } from './duration.ts'
import { bordered, isWhole, numberAt } from './number.ts'
import type { Part, Tokens } from './tokens.ts'
import type { Count, Plain, Range, Unit } from './value.ts'

/** Words that no thing is called by: they go on with something else. */
const noThings = new Set(
  'a an the and or but not of than that this which who with without per each every in within for over under above below to from at on by if when where while because since is are was were be years old times time'.split(
    ' ',
  ),
)

/** "twice a week", "at most 12 visits a year", "no more than three vouchers in six months per household". */
export function countAt(tokens: Tokens, at: number): Part<Count> {
  const found = bordered(tokens, at, (from) => howOftenAt(tokens, from))
  if (!found) return undefined
  const { of: number, border } = found.value
  let next = found.next
  const words: string[] = []
  while (words.length < 3 && /^\p{L}/u.test(tokens.at(next)) && !noThings.has(tokens.at(next)) && !unitAt(tokens, next))
    words.push(tokens.at(next++))
  let period: Count['period']
  let by: string | undefined
  for (let rounds = 0; rounds < 2; rounds++) {
    const time = period ? undefined : periodAt(tokens, next)
    const whom = time || by ? undefined : byAt(tokens, next)
    if (time) period = time.value
    if (whom) by = whom.value
    next = time?.next ?? whom?.next ?? next
  }
  if (!period && !by) return undefined
  return {
    value: {
      kind: 'count',
      count: number,
      of: words.join(' '),
      ...(border ? { border } : {}),
      ...(period ? { period } : {}),
      ...(by ? { by } : {}),
    },
    next,
  }
}

function howOftenAt(tokens: Tokens, at: number): Part<number> {
  if (tokens.at(at) === 'once') return { value: 1, next: at + 1 }
  if (tokens.at(at) === 'twice') return { value: 2, next: at + 1 }
  const number = numberAt(tokens, at)
  if (!number || !isWhole(number.value)) return undefined
  return tokens.at(number.next) === 'times' ? { value: number.value, next: number.next + 1 } : number
}

/** "a year", "per week", "every six months", "in any 12 months". */
function periodAt(tokens: Tokens, at: number): Part<{ amount: number; unit: Unit }> {
  const said = tokens.at(at)
  if (['a', 'an', 'per', 'each', 'every'].includes(said)) {
    const unit = unitAt(tokens, at + 1)
    if (unit) return { value: { amount: 1, unit: unit.value }, next: unit.next }
    return said === 'every' ? amountOfTimeAt(tokens, at + 1) : undefined
  }
  if (!['in', 'within', 'over'].includes(said)) return undefined
  const from = ['any', 'a', 'each', 'every'].includes(tokens.at(at + 1)) ? at + 2 : at + 1
  const time = amountOfTimeAt(tokens, from)
  if (time) return time
  const unit = from === at + 2 ? unitAt(tokens, from) : undefined
  return unit && { value: { amount: 1, unit: unit.value }, next: unit.next }
}

/** "per household", "for each child", "each". */
function byAt(tokens: Tokens, at: number): Part<string> {
  const from = tokens.phrase(at, ['per']) ?? tokens.phrase(at, ['for', 'each']) ?? tokens.phrase(at, ['for', 'every'])
  const word = from === undefined ? '' : tokens.at(from)
  if (from === undefined || !/^\p{L}/u.test(word) || word === 'cent') return undefined
  return { value: word, next: from + 1 }
}

/** "between 2 and 5", "60 to 74", "24-48 hours". */
export function rangeAt(tokens: Tokens, at: number): Part<Range> {
  const led = tokens.at(at) === 'between' || tokens.at(at) === 'from'
  const from = numberAt(tokens, led ? at + 1 : at)
  if (!from) return undefined
  const joint = tokens.at(from.next)
  if (!['to', '-', '–'].includes(joint) && !(led && joint === 'and')) return undefined
  const to = numberAt(tokens, from.next + 1)
  if (!to || to.value < from.value) return undefined
  const unit = unitAt(tokens, to.next)
  return {
    value: { kind: 'range', from: from.value, to: to.value, ...(unit ? { unit: unit.value } : {}) },
    next: unit?.next ?? to.next,
  }
}

/** "12", "more than three", "3 or more". A number in words says one only behind a border: "one of them" counts nothing. */
export function plainAt(tokens: Tokens, at: number): Part<Plain> {
  const found = bordered(tokens, at, (from) => numberAt(tokens, from))
  if (!found) return undefined
  const { of, border } = found.value
  if (border === undefined && !/^\d/.test(tokens.at(at))) return undefined
  return { value: { kind: 'number', value: of, ...(border ? { border } : {}) }, next: found.next }
}
