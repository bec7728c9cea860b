import type { Transaction } from '@composed/kit'
import { demandAllowed, holdPayment } from './payments.ts'
import type { PaymentWay } from './shapes.ts'

/** How a payment ends, which it does once and for good. */
export type Ending = 'paid' | 'failed' | 'expired' | 'cancelled'

/** Ends an unpaid payment and says so. Whoever calls it holds it. */
export async function end(id: string, status: Ending, tx: Transaction, way?: PaymentWay): Promise<void> {
  const [ended] = await tx.query<{ reference: string }>(
    `update payment set status = $2, way = $3, ended_at = clock_timestamp(), version = version + 1
     where id = $1 and status = 'unpaid' returning reference`,
    [id, status, way],
  )
  if (ended) await tx.publish(`dev.compose.payment.${status}.v1`, ended.reference, { paymentId: id })
}

/** Records that it was paid in another way than on its page. @throws Problem not-found, or conflict when it cannot be paid */
export async function settlePayment(paymentId: string, way: PaymentWay, tx: Transaction): Promise<void> {
  demandAllowed(await holdPayment(paymentId, tx), 'settlePayment')
  await end(paymentId, 'paid', tx, way)
}

/**
 * Sees to it that nobody makes it any more. One that can no longer be made is left as it is, so that it can be undone whatever
 * became of it. @throws Problem not-found, or conflict when it was paid
 */
export async function cancelPayment(paymentId: string, tx: Transaction): Promise<void> {
  const row = await holdPayment(paymentId, tx)
  if (row.status === 'paid' || row.status === 'refunded') demandAllowed(row, 'cancelPayment')
  await end(paymentId, 'cancelled', tx)
}
