import { randomUUID } from 'node:crypto'
import { Problem, type Transaction } from '@composed/kit'
import { demandAllowed, holdPayment } from './payments.ts'
import type { NewRefund, Refunded } from './shapes.ts'

/**
 * Pays back what was paid, or a part of it.
 *
 * @throws Problem not-found, invalid-request for nothing, conflict when nothing can be paid back or another state was seen,
 *   limit-reached when it is more than is left
 */
export async function refundPayment(
  paymentId: string,
  { amount, reason, version: seen }: NewRefund,
  actor: string,
  tx: Transaction,
): Promise<Refunded> {
  if (amount < 1) throw about('invalid-request', 'Nothing would be paid back.', 'must be a penny at least')
  const payment = await holdPayment(paymentId, tx)
  demandAllowed(payment, 'refundPayment')
  if (seen !== undefined && seen !== payment.version)
    throw new Problem('conflict', 'Something was changed in the meantime. Look at the payment and decide again.')
  const left = payment.amount - payment.refunded - amount
  if (left < 0) throw about('limit-reached', 'That is more than is left of what was paid.', 'is more than is left')
  const refundId = randomUUID()
  await tx.query(
    'insert into refund (id, payment, amount, reason, actor, at) values ($1, $2, $3, $4, $5, clock_timestamp())',
    [refundId, paymentId, amount, reason, actor],
  )
  const refunded = payment.refunded + amount
  await tx.query('update payment set refunded = $2, status = $3, version = version + 1 where id = $1', [
    paymentId,
    refunded,
    left === 0 ? 'refunded' : 'paid',
  ])
  await tx.publish('dev.compose.payment.refunded.v1', payment.reference, { paymentId, refundId })
  return { refundId, refunded, left }
}

function about(code: 'invalid-request' | 'limit-reached', message: string, detail: string): Problem {
  return new Problem(code, message, [{ pointer: '/body/amount', detail }])
}
