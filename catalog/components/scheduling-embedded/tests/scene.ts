import { randomBytes } from 'node:crypto'
import type { Client } from '@composed/kit'
import { newReference, patiently } from '@composed/kit/testing'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import { dayOf, plusDays } from '../src/london.ts'
import type { BookableTerms, Confirmation, Limit } from '../src/shapes.ts'

export type Scheduling = Client<operations>

/** Open day and night, every half hour. */
export function terms(given: Partial<BookableTerms> = {}): BookableTerms {
  return {
    name: 'The recycling centre',
    place: 'Sample Recycling Centre, 1 Lantern Row, Exampleton',
    opens: 'Mo-Su,PH 00:00-24:00',
    each: 'PT30M',
    'at-once': 4,
    ...given,
  }
}

/** Something new to be booked. */
export async function newBookable(scheduling: Scheduling, given: Partial<BookableTerms> = {}): Promise<string> {
  const bookable = `site-${randomBytes(6).toString('hex')}`
  await scheduling.putBookable({ path: { bookable }, body: terms(given) })
  return bookable
}

/** The day so many days from now in London, as YYYY-MM-DD. */
export function daysFromNow(days: number): string {
  return plusDays(dayOf(new Date()), days)
}

/** The ids of times that are free, from the day after tomorrow on. */
export async function freeSlots(scheduling: Scheduling, bookable: string, limit = 50, from = daysFromNow(2)) {
  const { slots } = await scheduling.listSlots({ path: { bookable }, query: { from, limit } })
  return slots.map(({ slotId }) => slotId)
}

export function newBooking(given: Partial<Confirmation> = {}): Confirmation {
  return { reference: newReference(), name: 'Sample Resident', ...given }
}

/** Holds a time and confirms it at once. */
export async function book(
  scheduling: Scheduling,
  slotId: string,
  given: Partial<Confirmation> = {},
): Promise<{ bookingId: string; startsAt: string; reference: string }> {
  const body = newBooking(given)
  const { holdId } = await patiently((key) => scheduling.holdSlot({ body: { slotId } }, { key }))
  const { bookingId, startsAt } = await patiently((key) => scheduling.confirmHold({ path: { holdId }, body }, { key }))
  return { bookingId, startsAt, reference: body.reference }
}

export function hold(scheduling: Scheduling, slotId: string, limit?: Limit) {
  return patiently((key) => scheduling.holdSlot({ body: { slotId, ...(limit ? { limit } : {}) } }, { key }))
}
