import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Problem, type Transaction } from '@composed/kit'
import { end } from './end.ts'
import { type PaymentRow, paymentColumns } from './payments.ts'
import type { Created, NewPayment } from './shapes.ts'

/** How long a payment can be made where nobody says. */
const usual = 'P14D'

/**
 * Asks for a payment, once for each key of a caller for as long as the payment is kept: a step may stand for weeks before it is
 * tried again. What costs nothing is paid at once, so that whoever waits for it goes on.
 *
 * @throws Problem idempotency-key-reused when another payment was asked for by the key
 */
export async function createPayment(
  given: NewPayment,
  { caller, key }: { caller: string; key: string },
  urlOf: (link: string) => string,
  tx: Transaction,
): Promise<Created> {
  const asked = createHash('sha256')
    .update(JSON.stringify([caller, key]))
    .digest('hex')
  const id = randomUUID()
  const link = randomBytes(24).toString('base64url')
  // Days and months by the clock of London, where people read until when.
  const [made] = await tx.query(
    `insert into payment (id, link, asked, reference, description, name, amount, return_url, created_at, pay_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now(),
       (now() at time zone 'Europe/London' + $9::interval) at time zone 'Europe/London')
     on conflict (asked) do nothing returning id`,
    [
      id,
      link,
      asked,
      given.reference,
      given.description,
      given.name,
      given.amount,
      given.returnUrl,
      given.within ?? usual,
    ],
  )
  if (made && given.amount === 0) await end(id, 'paid', tx)
  const [row] = await tx.query<PaymentRow>(`select ${paymentColumns} where asked = $1`, [asked])
  if (row!.reference !== given.reference || row!.amount !== given.amount)
    throw new Problem('idempotency-key-reused', 'Use a new Idempotency-Key for a different request.')
  const { status, payBy } = row!
  return {
    paymentId: row!.id,
    amount: row!.amount,
    status,
    payBy: payBy.toISOString(),
    payUrl: urlOf(row!.link),
  }
}
