import { Problem, type Transaction } from '@composed/kit'
import type { Bookable } from './bookables.ts'
import { dayOf, plusDays, startOfDay } from './london.ts'
import { readOpeningHours } from './opening-hours.ts'
import type { Settings } from './settings.ts'
import { type Slot, slotAt } from './slots.ts'

/** What takes places: bookings that are not cancelled, and holds that have not ended by the database's own clock. */
export const taking = `(
  select bookable, starts_at, ends_at, limit_key, id from booking where status <> 'cancelled'
  union all
  select bookable, starts_at, ends_at, limit_key, id from hold where held_until > clock_timestamp()
) as taking`

/**
 * The slot that begins then, with a place left in it. Ask it with the bookable locked. What overlaps counts, since opening
 * hours that were changed may have left bookings across the slots of today. `except` is a booking that is on its way out.
 *
 * @throws Problem gone when it is full, over, or not offered
 */
export async function freeSlot(
  bookable: Bookable,
  startsAt: Date,
  { isBankHoliday, daysAhead }: Settings,
  tx: Transaction,
  except?: string,
): Promise<Slot> {
  const slot = isAhead(startsAt, daysAhead)
    ? slotAt(startsAt, readOpeningHours(bookable.opens, isBankHoliday), bookable.slotMinutes)
    : undefined
  if (!slot) throw gone('This time is not offered. Choose another.')
  const [taken] = await tx.query<{ count: number }>(
    `select count(*) from ${taking}
     where bookable = $1 and starts_at < $3 and ends_at > $2 and starts_at > $2::timestamptz - interval '1 day' and id is distinct from $4`,
    [bookable.id, slot.startsAt, slot.endsAt, except],
  )
  if (taken!.count >= bookable.capacity) throw gone('That time has just been taken. Choose another.')
  return slot
}

/** How far ahead times are offered: until the end of the last day. */
export function offeredUntil(daysAhead: number, now: Date): Date {
  return startOfDay(plusDays(dayOf(now), daysAhead + 1))
}

function isAhead(startsAt: Date, daysAhead: number): boolean {
  const now = new Date()
  return startsAt > now && startsAt < offeredUntil(daysAhead, now)
}

export function gone(detail: string): Problem {
  return new Problem('gone', detail)
}
