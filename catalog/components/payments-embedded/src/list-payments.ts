import type { Transaction } from '@composed/kit'
import { pageOf, readPlace, writePlace } from './place.ts'
import type { PaymentStatus, PaymentSummary } from './shapes.ts'

export interface PaymentsQuery {
  reference?: string
  day?: string
  status?: PaymentStatus
  limit?: number
  after?: string
}

interface Row {
  id: string
  reference: string
  description: string
  amount: number
  status: PaymentStatus
  createdAt: Date
  paidAt: Date | null
  refunded: number
}

/**
 * One page of the payments, the last one first. It goes on from a place in that order and not from a count, so that payments
 * made meanwhile do not shift what comes next. @throws Problem invalid-request when `after` did not come from an earlier page
 */
export async function listPayments(
  query: PaymentsQuery,
  tx: Transaction,
): Promise<{ payments: PaymentSummary[]; next?: string }> {
  const limit = query.limit ?? 50
  const after = query.after === undefined ? undefined : readPlace(query.after)
  const rows = await tx.query<Row>(
    `select id, reference, description, amount, status, created_at as "createdAt", refunded,
       case when paid_on is not null then ended_at end as "paidAt"
     from payment
     where ($1::text is null or reference = $1) and ($2::date is null or paid_on = $2)
       and ($3::text is null or status = $3)
       and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
     order by created_at desc, id desc limit $6`,
    [query.reference, query.day, query.status, after?.at, after?.id, limit + 1],
  )
  const { page, ...next } = pageOf(rows, limit, ({ createdAt, id }) => writePlace({ at: createdAt, id }))
  return { payments: page.map(toSummary), ...next }
}

function toSummary({ id, createdAt, paidAt, refunded, ...row }: Row): PaymentSummary {
  return {
    paymentId: id,
    ...row,
    createdAt: createdAt.toISOString(),
    paidAt: paidAt?.toISOString(),
    refunded: refunded > 0 ? refunded : undefined,
  }
}
