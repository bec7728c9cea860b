import type { ResponseTarget } from '../schema.ts'
import { normalise, type Span, spanOf } from './words.ts'

const numbers: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fourteen: 14,
  fifteen: 15,
  twenty: 20,
  'twenty eight': 28,
  thirty: 30,
}

const amount = `(\\d{1,3}|${Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join('|')})`
const pattern = new RegExp(
  `(?:(?:answer|respond|reply|decide|decision|response|act|contact|get back)[^,.;]{0,40}?\\s+)?(?:within|in under|in|no later than)\\s+${amount}\\s+(working |business |week)?\\s*(hour|day|week)s?(?![\\p{L}])`,
  'u',
)

/** "answer within 2 working days" → { amount: 2, unit: 'working-days' }, with the words it stands in. */
export function readDeadline(sentence: string): { target: ResponseTarget; span: Span } | undefined {
  const match = pattern.exec(normalise(sentence))
  if (!match) return undefined
  const [whole, count = '', kind = '', unit = ''] = match
  const number = numbers[count] ?? Number(count)
  const target: ResponseTarget =
    unit === 'hour'
      ? { amount: number, unit: 'hours' }
      : kind.trim() && unit === 'day'
        ? { amount: number, unit: 'working-days' }
        : { amount: unit === 'week' ? number * 7 : number, unit: 'days' }
  if (target.amount < 1 || target.amount > 365) return undefined
  return { target, span: spanOf(sentence, match.index, match.index + whole.length) }
}
