import { Problem, type Transaction } from '@composed/kit'
import { type Bookable, getBookable } from './bookables.ts'
import { dayOf, plusDays, startOfDay } from './london.ts'
import { type OpenOn, readOpeningHours } from './opening-hours.ts'
import { offeredUntil, taking } from './places.ts'
import type { Settings } from './settings.ts'
import type { OfferedSlot } from './shapes.ts'
import { readSlotId, type Slot, slotsOn, writeSlotId } from './slots.ts'

export interface SlotsQuery {
  from?: string
  limit?: number
  after?: string
}

interface Taken {
  startsAt: Date
  endsAt: Date
  count: number
}

/** How many days are looked at with one query. */
const stretch = 7

/**
 * One page of the times that have a place left, in order. It goes on behind the last one of the page before.
 *
 * @throws Problem not-found, or invalid-request when `after` did not come from an earlier page
 */
export async function listSlots(
  id: string,
  query: SlotsQuery,
  settings: Settings,
  tx: Transaction,
): Promise<{ slots: OfferedSlot[]; next?: string }> {
  const limit = query.limit ?? 50
  const now = new Date()
  const bookable = await getBookable(id, tx)
  const opens = readOpeningHours(bookable.opens, settings.isBankHoliday)
  const behind = latest(now, query.after === undefined ? undefined : endOf(query.after, id))
  const first = latest(behind, query.from === undefined ? undefined : startOfDay(query.from))
  const end = offeredUntil(settings.daysAhead, now)
  const found: OfferedSlot[] = []
  for (let day = dayOf(first); startOfDay(day) < end && found.length <= limit; day = plusDays(day, stretch)) {
    const free = await freeIn(day, bookable, opens, tx)
    found.push(...free.filter(({ startsAt }) => new Date(startsAt) > behind && new Date(startsAt) < end))
  }
  const slots = found.slice(0, limit)
  return { slots, next: found.length > limit ? slots.at(-1)?.slotId : undefined }
}

/** The free times of a stretch of days. */
async function freeIn(first: string, bookable: Bookable, opens: OpenOn, tx: Transaction): Promise<OfferedSlot[]> {
  const slots = Array.from({ length: stretch }, (_, index) => plusDays(first, index)).flatMap((day) =>
    slotsOn(day, opens, bookable.slotMinutes),
  )
  if (slots.length === 0) return []
  const taken = await tx.query<Taken>(
    `select starts_at as "startsAt", ends_at as "endsAt", count(*) from ${taking}
     where bookable = $1 and starts_at > $2::timestamptz - interval '1 day' and starts_at < $3
     group by starts_at, ends_at`,
    [bookable.id, slots[0]!.startsAt, slots.at(-1)!.endsAt],
  )
  return slots.flatMap((slot) => {
    const free = bookable.capacity - countIn(slot, taken)
    if (free < 1) return []
    const { startsAt, endsAt } = slot
    return [
      {
        slotId: writeSlotId(bookable.id, startsAt),
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        free,
      },
    ]
  })
}

function countIn({ startsAt, endsAt }: Slot, taken: readonly Taken[]): number {
  return taken.reduce((sum, one) => (one.startsAt < endsAt && one.endsAt > startsAt ? sum + one.count : sum), 0)
}

/** `next` is the last slot of a page. */
function endOf(after: string, id: string): Date {
  const { bookable, startsAt } = readSlotId(after)
  if (bookable === id && !Number.isNaN(startsAt.getTime())) return startsAt
  throw new Problem('invalid-request', 'This is not where a page ended. Use next of the page before.', [
    { pointer: '/query/after', detail: 'is not the value of next from an earlier page' },
  ])
}

function latest(one: Date, other: Date | undefined): Date {
  return other && other > one ? other : one
}
