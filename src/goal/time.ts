import type { ResponseTarget } from '../schema.ts'

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

/** A number of hours, days or weeks, in digits or in words. */
export const amount = `(\\d{1,3}|${Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join('|')})`
/** "2", "working", "day" → 2 working days; undefined for what no response can take. */
export function targetOf(count: string, kind: string, unit: string): ResponseTarget | undefined {
  const number = numbers[count] ?? Number(count)
  const target: ResponseTarget =
    unit === 'hour'
      ? { amount: number, unit: 'hours' }
      : kind.trim() && unit === 'day'
        ? { amount: number, unit: 'working-days' }
        : { amount: unit === 'week' ? number * 7 : number, unit: 'days' }
  return target.amount < 1 || target.amount > 365 ? undefined : target
}
