import { Problem, type Transaction } from '@composed/kit'
import type { Payment, PaymentStatus, PaymentWay } from './shapes.ts'

/** What a row of `payment` holds. */
export interface PaymentRow {
  id: string
  link: string
  version: number
  reference: string
  description: string
  name: string | null
  amount: number
  returnUrl: string | null
  status: PaymentStatus
  way: PaymentWay | null
  createdAt: Date
  payBy: Date
  endedAt: Date | null
  refunded: number
  /** By the clock of the database when the row was read. */
  late: boolean
}

export const paymentColumns = `payment.id, link, version, reference, description, name, payment.amount,
  return_url as "returnUrl", status, way, created_at as "createdAt", pay_by as "payBy", ended_at as "endedAt", refunded,
  pay_by <= clock_timestamp() as late from payment`

const changes = ['settlePayment', 'cancelPayment', 'refundPayment'] as const
export type Change = (typeof changes)[number]

const refusals: Record<Change, string> = {
  settlePayment: 'Only a payment that is unpaid, and in time, can be recorded as paid.',
  cancelPayment: 'It was paid, so it cannot be cancelled. Pay it back instead.',
  refundPayment: 'Only what was paid, and not all paid back, can be paid back.',
}

/** Whether it can be made. One whose time is over cannot, whether it was said already or not. */
export const canBePaid = ({ status, late }: Pick<PaymentRow, 'status' | 'late'>): boolean =>
  status === 'unpaid' && !late

export function allowedOn(row: Pick<PaymentRow, 'status' | 'late' | 'amount'>): Change[] {
  if (canBePaid(row)) return ['settlePayment', 'cancelPayment']
  return row.status === 'paid' && row.amount > 0 ? ['refundPayment'] : []
}

/** @throws Problem not-found */
export async function readPayment(paymentId: string, tx: Transaction): Promise<PaymentRow> {
  const [row] = await tx.query<PaymentRow>(`select ${paymentColumns} where id = $1`, [paymentId])
  if (!row) throw noSuchPayment()
  return row
}

/**
 * Takes hold of a payment until the transaction ends, so that changes at the same time follow one another and none is lost.
 *
 * @throws Problem not-found
 */
export async function holdPayment(paymentId: string, tx: Transaction): Promise<PaymentRow> {
  // Two statements: what was read while the row was waited for is as it was before.
  await tx.query('select from payment where id = $1 for update', [paymentId])
  return readPayment(paymentId, tx)
}

/** @throws Problem conflict when its state does not allow it */
export function demandAllowed(row: PaymentRow, change: Change): void {
  if (!allowedOn(row).includes(change)) throw new Problem('conflict', refusals[change])
}

/** `urlOf` gives the address of its page. */
export function toPayment(row: PaymentRow, urlOf: (link: string) => string): Payment {
  const paid = row.status === 'paid' || row.status === 'refunded'
  return {
    paymentId: row.id,
    version: row.version,
    reference: row.reference,
    description: row.description,
    name: row.name ?? undefined,
    amount: row.amount,
    status: row.status,
    way: row.way ?? undefined,
    createdAt: row.createdAt.toISOString(),
    payBy: row.payBy.toISOString(),
    paidAt: paid ? row.endedAt?.toISOString() : undefined,
    payUrl: canBePaid(row) ? urlOf(row.link) : undefined,
    refunded: row.refunded > 0 ? row.refunded : undefined,
    left: paid ? row.amount - row.refunded : undefined,
    allowed: allowedOn(row),
  }
}

function noSuchPayment(): Problem {
  return new Problem('not-found', 'There is no payment with this identifier. Check it.')
}
