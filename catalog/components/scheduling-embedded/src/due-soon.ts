import type { Context, Database } from '@composed/kit'
import { minus } from './london.ts'

const batch = 100
const every = 5000

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

/** Looks every few seconds, whatever the number of bookings; returns its stop. */
export function watchDates({ db, log }: Pick<Context, 'db' | 'log'>): () => Promise<void> {
  let looking = Promise.resolve()
  const look = async () => {
    try {
      while ((await sayDueSoon(db)) === batch);
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.name : typeof error },
        'bookings that are due soon could not be read; tried again',
      )
    }
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, every)
  return async () => {
    clearInterval(timer)
    await looking
  }
}
