import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import type { operations } from '../../../capabilities/payments/contract.ts'
import component from '../src/index.ts'
import { asked, newPayment } from './scene.ts'

const started = await startComponent(component)
const payments = started.client<operations>()
afterAll(() => started.stop())

const unpaid = async () => ({ path: (await asked(payments)).path })
const settled = async () => {
  const { path } = await unpaid()
  await payments.settlePayment({ path, body: { way: 'cheque' } })
  return { path }
}

contractConditions(started, {
  valid: {
    createPayment: () => ({
      body: newPayment({ name: 'Sample Resident', within: 'P1M', returnUrl: 'https://apply.example/track' }),
    }),
    listPayments: () => ({ query: { day: '2026-11-28', status: 'paid', limit: 10 } }),
    getPayment: unpaid,
    settlePayment: async () => ({ ...(await unpaid()), body: { way: 'cash' } }),
    cancelPayment: unpaid,
    refundPayment: async () => ({ ...(await settled()), body: { amount: 1500, reason: 'It began late.', version: 2 } }),
    listRefunds: async () => ({ query: { paymentId: (await unpaid()).path.paymentId, day: '2026-11-28', limit: 10 } }),
    listDays: () => ({ query: { from: '2026-11-28', limit: 10 } }),
  },
})
