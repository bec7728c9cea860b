import type { Transaction } from '@composed/kit'
import { notAPlace, pageOf } from './place.ts'
import type { Day } from './shapes.ts'

export interface DaysQuery {
  from?: string
  limit?: number
  after?: string
}

/**
 * One page of the days on which something was paid or paid back, the last first; days are London's. A page goes on from the
 * last day of the one before. @throws Problem invalid-request when `after` is no day
 */
export async function listDays(query: DaysQuery, tx: Transaction): Promise<{ days: Day[]; next?: string }> {
  const limit = query.limit ?? 50
  if (query.after !== undefined && !isDay(query.after)) throw notAPlace()
  const rows = await tx.query<Day>(
    `select day, sum(paid)::bigint as paid, count(paid) as payments, sum(refunded)::bigint as refunded,
       count(refunded) as refunds
     from (
       select paid_on as day, amount as paid, null::bigint as refunded from payment where paid_on is not null
       union all
       select day, null, amount from refund
     ) as moved
     where ($1::date is null or day >= $1) and ($2::date is null or day < $2)
     group by day order by day desc limit $3`,
    [query.from, query.after, limit + 1],
  )
  const { page, ...next } = pageOf(rows, limit, ({ day }) => day)
  return { days: page.map((one) => ({ ...one, paid: one.paid ?? 0, refunded: one.refunded ?? 0 })), ...next }
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : undefined
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
