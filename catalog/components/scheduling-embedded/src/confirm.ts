import { randomUUID } from 'node:crypto'
import type { Transaction } from '@composed/kit'
import { lockBookable } from './bookables.ts'
import { remindAt } from './due-soon.ts'
import { bookableOf, takeHold } from './hold.ts'
import { demandWithin } from './limits.ts'
import { freeSlot, gone } from './places.ts'
import type { Settings } from './settings.ts'
import type { Confirmation, Confirmed } from './shapes.ts'

/** Makes a booking of a hold. @throws Problem gone, or limit-reached */
export async function confirmHold(
  holdId: string,
  given: Confirmation,
  settings: Settings,
  tx: Transaction,
): Promise<Confirmed> {
  const bookable = await lockBookable(await bookableOf(holdId, tx), tx)
  if (!bookable) throw gone('This time is not offered any more. Choose another.')
  const held = await takeHold(holdId, tx)
  const slot = await freeSlot(bookable, held.startsAt, settings, tx)
  const limit = given.limit ?? held.limit
  if (limit) await demandWithin(limit, bookable.id, slot.startsAt, tx)
  const bookingId = randomUUID()
  await tx.query(
    `insert into booking (id, bookable, starts_at, ends_at, reference, name, limit_count, limit_period, limit_key,
       remind_before, remind_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      bookingId,
      bookable.id,
      slot.startsAt,
      slot.endsAt,
      given.reference,
      given.name,
      limit?.count,
      limit?.period,
      limit?.key,
      given.remindBefore,
      remindAt(slot.startsAt, given.remindBefore),
    ],
  )
  await tx.publish('dev.compose.booking.confirmed.v1', given.reference, { bookingId })
  return { bookingId, bookable: bookable.id, startsAt: slot.startsAt.toISOString(), place: bookable.place }
}
