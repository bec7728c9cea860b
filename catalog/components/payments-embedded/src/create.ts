import { randomBytes, randomUUID } from 'node:crypto'
import type { Transaction } from '@composed/kit'
import { end } from './end.ts'
import { readPayment } from './payments.ts'
import type { Created, NewPayment } from './shapes.ts'

/** How long a payment can be made where nobody says. */
const usual = 'P14D'

/** Asks for a payment. What costs nothing is paid at once, so that whoever waits for it goes on. */
export async function createPayment(
  given: NewPayment,
  urlOf: (link: string) => string,
  tx: Transaction,
): Promise<Created> {
  const id = randomUUID()
  const link = randomBytes(24).toString('base64url')
  // Days and months by the clock of London, where people read until when.
  await tx.query(
    `insert into payment (id, link, reference, description, name, amount, return_url, created_at, pay_by)
     values ($1, $2, $3, $4, $5, $6, $7, now(),
       (now() at time zone 'Europe/London' + $8::interval) at time zone 'Europe/London')`,
    [id, link, given.reference, given.description, given.name, given.amount, given.returnUrl, given.within ?? usual],
  )
  if (given.amount === 0) await end(id, 'paid', tx)
  const { amount, status, payBy } = await readPayment(id, tx)
  return { paymentId: id, amount, status, payBy: payBy.toISOString(), payUrl: urlOf(link) }
}
