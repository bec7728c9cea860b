import { type Context, type Database, watchDates } from '@composed/kit'
import { minus } from './london.ts'

const batch = 100

/** When a booking is due soon; nothing when nobody asked for it, or when it is near already. */
export function remindAt(startsAt: Date, before: string | null | undefined, now = new Date()): Date | undefined {
  const at = before ? minus(startsAt, before) : undefined
  return at && at > now ? at : undefined
}

/**
 * Says of each booking whose time is near that it is due soon, once for each time that it has had:
 * `dev.compose.booking.due-soon.v1`. Any number of copies may do so at the same time. What began while nobody looked is not
 * soon any more, and nothing is said of it. Gives how many were looked at.
 */
export function sayDueSoon(db: Database, now = new Date()): Promise<number> {
  return db.transaction(async (tx) => {
    const near = await tx.query<{ id: string; reference: string; startsAt: Date }>(
      `update booking set remind_at = null where id in (
         select id from booking where remind_at <= $1 order by remind_at limit $2 for update skip locked)
       returning id, reference, starts_at as "startsAt"`,
      [now, batch],
    )
    for (const { id, reference, startsAt } of near)
      if (startsAt > now) await tx.publish('dev.compose.booking.due-soon.v1', reference, { bookingId: id })
    return near.length
  })
}

/** Looks for them, until the stop that it returns. */
export const watchDueSoon = (context: Context) =>
  watchDates(context, { say: sayDueSoon, batch, failed: 'bookings that are due soon could not be read; tried again' })
