import { Problem, type Transaction } from '@composed/kit'
import { minus, plus } from './london.ts'
import { taking } from './places.ts'
import type { Limit } from './shapes.ts'

/** What a limit counts by. As in the index that finds it. */
const keyIn = (text: string) => `lower(regexp_replace(${text}, '[[:space:]]', '', 'g'))`

/**
 * Sees to it that one more booking at that time keeps the limit. Ask it with the bookable locked. Counted are the bookings and
 * holds of the same bookable that have the same key. A household, a person or a vehicle is one however it is written, `AB12 CDE`
 * or `ab12cde`: nobody has more by leaving out a space. `except` is a booking that this one replaces.
 *
 * @throws Problem limit-reached
 */
export async function demandWithin(
  limit: Limit,
  bookable: string,
  at: Date,
  tx: Transaction,
  except?: string,
): Promise<void> {
  const rows = await tx.query<{ startsAt: Date }>(
    `select starts_at as "startsAt" from ${taking}
     where bookable = $1 and ${keyIn('limit_key')} = ${keyIn('$2::text')} and starts_at > $3 and starts_at < $4 and id is distinct from $5`,
    [bookable, limit.key, minus(at, limit.period), plus(at, limit.period), except],
  )
  if (!exceeds(limit, [...rows.map(({ startsAt }) => startsAt), at], at)) return
  throw new Problem('limit-reached', 'There are as many bookings around this time as there may be. Choose a later one.')
}

/** Whether some stretch of the period that has `at` in it has more than the limit's count. Each ends with one of them. */
export function exceeds({ count, period }: Pick<Limit, 'count' | 'period'>, all: readonly Date[], at: Date): boolean {
  if (all.length <= count) return false
  return all.some((last) => {
    const before = minus(last, period)
    return last >= at && before < at && all.filter((one) => one > before && one <= last).length > count
  })
}
