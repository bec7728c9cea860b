import type { Database, Transaction } from '@composed/kit'
import { end } from './end.ts'
import { canBePaid, type PaymentRow, paymentColumns } from './payments.ts'

/** How often a card may be declined before the payment has failed for good. */
export const mostTries = 5

/** A payment as its page has it. */
export interface OnPage {
  payment: PaymentRow
  /** How often it was tried. */
  tries: number
}

/** The payment that a page is for. */
export async function findByLink(link: string, db: Pick<Database, 'query'>): Promise<OnPage | undefined> {
  const [payment] = await db.query<PaymentRow>(`select ${paymentColumns} where link = $1`, [link])
  if (!payment) return undefined
  const [tried] = await db.query<{ count: number }>('select count(*) from attempt where payment = $1', [payment.id])
  return { payment, tries: tried!.count }
}

/**
 * One try to pay, the `seen + 1`th: `seen` is how many there were when the form was shown. A form that is sent again, from
 * another tab or by a second click, is no further try, and a payment that is paid takes nothing more. Says whether it was
 * this try that was declined.
 */
export function tryToPay(link: string, seen: number, accepted: boolean, db: Database): Promise<{ declined: boolean }> {
  return db.transaction(async (tx) => {
    // What is read next is as it stands once nobody else is paying.
    await tx.query('select from payment where link = $1 for update', [link])
    const found = await findByLink(link, tx)
    if (!found || !canBePaid(found.payment) || found.tries !== seen) return { declined: false }
    await take(found.payment.id, seen + 1, accepted, tx)
    return { declined: !accepted }
  })
}

async function take(id: string, number: number, accepted: boolean, tx: Transaction): Promise<void> {
  await tx.query('insert into attempt (payment, number, accepted) values ($1, $2, $3)', [id, number, accepted])
  if (accepted) await end(id, 'paid', tx, 'card')
  else if (number >= mostTries) await end(id, 'failed', tx)
}
