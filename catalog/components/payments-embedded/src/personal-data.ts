import type { PersonalData } from '@composed/kit'
import { end } from './end.ts'
import { listRefunds } from './list-refunds.ts'
import { type PaymentRow, paymentColumns, toPayment } from './payments.ts'

const day = 86_400_000

/**
 * What the component does with what it holds on a person: who was asked to pay, and why something was paid back. A person is
 * found by the reference of the record. What was paid stays in the accounts without the person in it; what was not paid yet
 * is cancelled, since nothing comes of it any more.
 */
export function personalData(retentionDays: number, urlOf: (link: string) => string): PersonalData {
  return {
    async export({ reference }, tx) {
      if (reference === undefined) return []
      const rows = await tx.query<PaymentRow>(
        `select ${paymentColumns} where reference = $1 and erased_at is null order by created_at, id`,
        [reference],
      )
      return Promise.all(
        rows.map(async (row) => {
          const { refunds } = await listRefunds({ paymentId: row.id, limit: 200 }, tx)
          return { kind: 'payment', data: { ...toPayment(row, urlOf), refunds } }
        }),
      )
    },

    async erase({ reference }, tx) {
      const rows = await tx.query<{ id: string; link: string }>(
        'select id, link from payment where reference = $1 and erased_at is null order by id for update',
        [reference],
      )
      for (const { id } of rows) await end(id, 'cancelled', tx)
      const ids = rows.map(({ id }) => id)
      await tx.query('update payment set name = null, return_url = null, erased_at = now() where id = any($1)', [ids])
      await tx.query('update refund set reason = null where payment = any($1)', [ids])
      const known = rows.flatMap(({ id, link }) => [id, link])
      return { erased: rows.length, known: reference && rows.length > 0 ? [reference, ...known] : known }
    },

    async sweep(now, tx) {
      const before = new Date(now.getTime() - retentionDays * day)
      const removed = await tx.query(
        `delete from payment where ended_at < $1
           and not exists (select from refund where payment = payment.id and at >= $1)
         returning id`,
        [before],
      )
      return removed.length
    },
  }
}
