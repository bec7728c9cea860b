import { type Context, defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/payments/contract.ts'
import { createPayment } from './create.ts'
import { cancelPayment, settlePayment } from './end.ts'
import { watchExpired } from './expire.ts'
import { listDays } from './list-days.ts'
import { listPayments } from './list-payments.ts'
import { listRefunds } from './list-refunds.ts'
import { mountPages } from './pages/mount.ts'
import { readPayment, toPayment } from './payments.ts'
import { personalData } from './personal-data.ts'
import { refundPayment } from './refund.ts'
import { migrations } from './schema.ts'
import { settingsOf } from './settings.ts'

/** Payments on Postgres, made in play on pages of its own: no card is asked for and no money moves. */
export default defineComponent<operations>({
  id: 'payments-embedded',
  capability: 'payments',
  migrations,

  handlers(context) {
    const urlOf = addressesOf(context)
    return {
      async createPayment({ body, principal, key, tx }) {
        const by = { caller: principal?.subject ?? '', key: key ?? '' }
        return { status: 201, body: await createPayment(body, by, urlOf, tx) }
      },
      async listPayments({ query, tx }) {
        return { status: 200, body: await listPayments(query, tx) }
      },
      async getPayment({ path, tx }) {
        return { status: 200, body: toPayment(await readPayment(path.paymentId, tx), urlOf) }
      },
      async settlePayment({ path, body, tx }) {
        await settlePayment(path.paymentId, body.way, tx)
        return { status: 204 }
      },
      async cancelPayment({ path, tx }) {
        await cancelPayment(path.paymentId, tx)
        return { status: 204 }
      },
      async refundPayment({ path, body, principal, tx }) {
        return { status: 201, body: await refundPayment(path.paymentId, body, principal?.subject ?? '', tx) }
      },
      async listRefunds({ query, tx }) {
        return { status: 200, body: await listRefunds(query, tx) }
      },
      async listDays({ query, tx }) {
        return { status: 200, body: await listDays(query, tx) }
      },
    }
  },

  async routes(app, context) {
    await mountPages(app, context.db, settingsOf(context.config))
  },

  async start(context) {
    return watchExpired(context)
  },

  personalData: (context) => personalData(settingsOf(context.config).retentionDays, addressesOf(context)),
})

/** The address of a payment's page. The own one is known once the server listens. */
function addressesOf(context: Context): (link: string) => string {
  const { publicUrl } = settingsOf(context.config)
  return (link) => `${publicUrl ?? context.url}/pay/${link}`
}
