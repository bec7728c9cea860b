import { type Context, type Database, watchDates } from '@composed/kit'
import { end } from './end.ts'

const batch = 100

/**
 * Says of each payment that was not made in time that it has expired. Any number of copies may do so at the same time. Gives
 * how many were looked at.
 */
export function sayExpired(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    const late = await tx.query<{ id: string }>(
      `select id from payment where status = 'unpaid' and pay_by <= clock_timestamp()
       order by pay_by limit $1 for update skip locked`,
      [batch],
    )
    for (const { id } of late) await end(id, 'expired', tx)
    return late.length
  })
}

/** Looks for them, until the stop that it returns. */
export const watchExpired = (context: Context) =>
  watchDates(context, { say: sayExpired, batch, failed: 'payments that have expired could not be read; tried again' })
