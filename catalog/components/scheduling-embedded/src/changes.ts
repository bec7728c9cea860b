import type { Transaction } from '@composed/kit'
import { lockBookable } from './bookables.ts'
import { limitOf, lockBooking } from './bookings.ts'
import { remindAt } from './due-soon.ts'
import { bookableOf, takeHold } from './hold.ts'
import { demandWithin } from './limits.ts'
import { freeSlot, gone } from './places.ts'
import type { Settings } from './settings.ts'

// Every change takes hold of the booking first, so that changes at the same time follow one another and none is lost.
// All of them throw Problem not-found, or conflict when the booking's state does not allow it.

/** Moves a booking to a held time and frees the old one, both at once. @throws Problem gone, or limit-reached */
export async function moveBooking(
  bookingId: string,
  holdId: string,
  settings: Settings,
  tx: Transaction,
): Promise<void> {
  const booking = await lockBooking(bookingId, 'moveBooking', tx)
  const bookable = await lockBookable(await bookableOf(holdId, tx), tx)
  if (!bookable) throw gone('This time is not offered any more. Choose another.')
  const held = await takeHold(holdId, tx)
  const slot = await freeSlot(bookable, held.startsAt, settings, tx, bookingId)
  const limit = limitOf(booking) ?? held.limit
  if (limit) await demandWithin(limit, bookable.id, slot.startsAt, tx, bookingId)
  await tx.query(
    `update booking set bookable = $2, starts_at = $3, ends_at = $4, remind_at = $5, limit_count = $6, limit_period = $7,
       limit_key = $8
     where id = $1`,
    [
      bookingId,
      bookable.id,
      slot.startsAt,
      slot.endsAt,
      remindAt(slot.startsAt, booking.remindBefore),
      limit?.count,
      limit?.period,
      limit?.key,
    ],
  )
  await tx.publish('dev.compose.booking.moved.v1', booking.reference, { bookingId })
}

/** Cancels a booking for good, and frees its place. */
export async function cancelBooking(bookingId: string, tx: Transaction): Promise<void> {
  const { reference } = await lockBooking(bookingId, 'cancelBooking', tx)
  await tx.query(`update booking set status = 'cancelled', remind_at = null where id = $1`, [bookingId])
  await tx.publish('dev.compose.booking.cancelled.v1', reference, { bookingId })
}

/** Records whether people came. What was recorded before is replaced. */
export async function recordAttendance(bookingId: string, attended: boolean, tx: Transaction): Promise<void> {
  await lockBooking(bookingId, 'recordAttendance', tx)
  const status = attended ? 'attended' : 'missed'
  await tx.query('update booking set status = $2, remind_at = null where id = $1', [bookingId, status])
}
