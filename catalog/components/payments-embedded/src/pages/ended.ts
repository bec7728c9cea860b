import { momentText, moneyText, type PageData } from '@composed/kit/part-pages'
import type { PaymentRow } from '../payments.ts'
import type { PaymentStatus } from '../shapes.ts'

/** What the page of a payment says that takes nothing any more. */
export function endedPage(payment: PaymentRow): PageData {
  // One whose time is over has expired, whether that was said already or not.
  const status = payment.status === 'unpaid' ? 'expired' : payment.status
  return says[status](payment)
}

const nothing = 'Nothing was paid, and nothing can be paid here any more.'
const back = (refunded: number) => `${moneyText(refunded)} of it was paid back.`

const says: Record<Exclude<PaymentStatus, 'unpaid'>, (payment: PaymentRow) => PageData> = {
  paid: ({ amount, description, reference, refunded, endedAt }) => ({
    heading: amount === 0 ? 'There is nothing to pay' : `${moneyText(amount)} is paid`,
    lines: [
      ...(amount === 0 ? [] : [`You paid for ${description} on ${momentText(endedAt?.toISOString() ?? '')}.`]),
      `Your reference is ${reference}.`,
      ...(refunded > 0 ? [back(refunded)] : []),
    ],
  }),
  refunded: ({ amount, reference }) => ({
    heading: `${moneyText(amount)} was paid back`,
    lines: ['All of it was paid back.', `Your reference is ${reference}.`],
  }),
  failed: () => ({ heading: 'The payment has failed', lines: ['The card was declined too often.', nothing] }),
  expired: ({ payBy }) => ({
    heading: 'It is too late to pay here',
    lines: [`It could be paid until ${momentText(payBy.toISOString())}.`, nothing],
  }),
  cancelled: () => ({ heading: 'This payment was cancelled', lines: [nothing] }),
}
