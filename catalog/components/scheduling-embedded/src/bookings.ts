import { Problem, type Transaction } from '@composed/kit'
import { dayOf, startOfDay } from './london.ts'
import type { Booking, BookingStatus, Limit } from './shapes.ts'

/** What a row of `booking` holds, with the place of its bookable. */
export interface BookingRow {
  id: string
  bookable: string
  place: string
  startsAt: Date
  endsAt: Date
  reference: string
  name: string | null
  status: BookingStatus
  limitCount: number | null
  limitPeriod: string | null
  limitKey: string | null
  remindBefore: string | null
}

export const bookingColumns = `booking.id, bookable, place, starts_at as "startsAt", ends_at as "endsAt", reference,
  booking.name, status, limit_count as "limitCount", limit_period as "limitPeriod", limit_key as "limitKey",
  remind_before as "remindBefore" from booking join bookable on bookable.id = bookable`

/** @throws Problem not-found */
export async function getBooking(bookingId: string, tx: Transaction): Promise<Booking> {
  const [row] = await tx.query<BookingRow>(`select ${bookingColumns} where booking.id = $1`, [bookingId])
  if (!row) throw noSuchBooking()
  return toBooking(row)
}

/**
 * Takes hold of a booking until the transaction ends, for something that its state allows.
 *
 * @throws Problem not-found, or conflict when it does not allow it
 */
export async function lockBooking(bookingId: string, operation: Change, tx: Transaction): Promise<BookingRow> {
  const [row] = await tx.query<BookingRow>(`select ${bookingColumns} where booking.id = $1 for update of booking`, [
    bookingId,
  ])
  if (!row) throw noSuchBooking()
  if (!allowedOn(row).includes(operation)) throw new Problem('conflict', refusals[operation])
  return row
}

const changes = ['moveBooking', 'cancelBooking', 'recordAttendance'] as const
export type Change = (typeof changes)[number]

const refusals: Record<Change, string> = {
  moveBooking: 'Only a booking whose time is still to come can be moved. Make a new one instead.',
  cancelBooking: 'Only a booking whose time is still to come can be cancelled.',
  recordAttendance: 'Whether people came can be recorded from the day of the booking on, and not of a cancelled one.',
}

/** What may be done with a booking as it stands. */
export function allowedOn({ status, startsAt }: Pick<BookingRow, 'status' | 'startsAt'>, now = new Date()): Change[] {
  if (status === 'cancelled') return []
  const ahead = status === 'booked' && startsAt > now
  const today = startOfDay(dayOf(startsAt)) <= now
  return changes.filter((change) => (change === 'recordAttendance' ? today : ahead))
}

/** The limit that a booking was made under, which it keeps when it is moved. */
export function limitOf({ limitCount, limitPeriod, limitKey }: BookingRow): Limit | undefined {
  if (limitCount === null || limitPeriod === null || limitKey === null) return undefined
  return { count: limitCount, period: limitPeriod, key: limitKey }
}

export function toBooking(row: BookingRow): Booking {
  return {
    bookingId: row.id,
    reference: row.reference,
    bookable: row.bookable,
    place: row.place,
    startsAt: row.startsAt.toISOString(),
    status: row.status,
    name: row.name ?? undefined,
    attended: row.status === 'attended' ? true : row.status === 'missed' ? false : undefined,
    allowed: allowedOn(row),
  }
}

function noSuchBooking(): Problem {
  return new Problem('not-found', 'There is no booking with this identifier. Check it.')
}
