import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, ProblemResponse } from '@composed/kit'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import { dayOf, plusDays } from '../src/london.ts'
import type { BookableTerms, Confirmation, Limit } from '../src/shapes.ts'

export type Scheduling = Client<operations>

const characters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A reference that is not in use yet. */
export function newReference(): string {
  const group = () => Array.from({ length: 4 }, () => characters[randomInt(characters.length)]).join('')
  return `${group()}-${group()}-${group()}`
}

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

/** Calls again with the same key while nobody answers or all are busy, as every caller does. */
export async function patiently<T>(call: (key: string) => Promise<T>): Promise<T> {
  const key = randomUUID()
  for (let tries = 1; ; tries++) {
    try {
      return await call(key)
    } catch (error) {
      if (!(error instanceof ProblemResponse && error.passing) || tries === 300) throw error
      await sleep(100)
    }
  }
}

/** How often each outcome came: the code of the refusal, or done. */
export async function outcomes(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const result of await Promise.allSettled(calls)) {
    const code =
      result.status === 'fulfilled' ? 'done' : result.reason instanceof ProblemResponse ? result.reason.code : 'broken'
    counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}
