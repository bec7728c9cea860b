import type { Transaction } from '@composed/kit'
import { pageOf, readPlace, writePlace } from './place.ts'
import type { Refund } from './shapes.ts'

export interface RefundsQuery {
  reference?: string
  paymentId?: string
  day?: string
  limit?: number
  after?: string
}

type Row = Omit<Refund, 'at' | 'reason'> & { at: Date; reason: string | null }

/** One page of what was paid back, the last first. @throws Problem invalid-request when `after` did not come from an earlier page */
export async function listRefunds(query: RefundsQuery, tx: Transaction): Promise<{ refunds: Refund[]; next?: string }> {
  const limit = query.limit ?? 50
  const after = query.after === undefined ? undefined : readPlace(query.after)
  const rows = await tx.query<Row>(
    `select refund.id as "refundId", payment as "paymentId", reference, refund.amount, reason, actor, at
     from refund join payment on payment.id = payment
     where ($1::text is null or reference = $1) and ($2::uuid is null or payment = $2) and ($3::date is null or day = $3)
       and ($4::timestamptz is null or (at, refund.id) < ($4, $5::uuid))
     order by at desc, refund.id desc limit $6`,
    [query.reference, query.paymentId, query.day, after?.at, after?.id, limit + 1],
  )
  const { page, ...next } = pageOf(rows, limit, ({ at, refundId }) => writePlace({ at, id: refundId }))
  const refunds = page.map((row) => ({ ...row, at: row.at.toISOString(), reason: row.reason ?? undefined }))
  return { refunds, ...next }
}
