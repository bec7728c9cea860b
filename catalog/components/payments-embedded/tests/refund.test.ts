import { outcomes, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/payments/contract.ts'
import component from '../src/index.ts'
import { asked, paid } from './scene.ts'

const started = await startComponent(component)
const payments = started.client<operations>({ subject: 'a-team-lead' })
afterAll(() => started.stop())

const reason = 'It began ten days late.'
const refund = (path: { paymentId: string }, amount: number, version?: number) =>
  payments.refundPayment({ path, body: { amount, reason, ...(version === undefined ? {} : { version }) } })
const refusal = (code: string, status = 409) => ({ status, code })
/** As if a payment, and what was paid back of it, were of another moment. */
const dated = (paymentId: string, at: string) =>
  Promise.all([
    started.db.query('update payment set ended_at = $2 where id = $1', [paymentId, at]),
    started.db.query('update refund set at = $2 where payment = $1', [paymentId, at]),
  ])

test('what was paid is paid back in parts, up to the last penny and no further', async () => {
  const { path, reference } = await paid(payments, { amount: 1000 })
  await expect(refund(path, 0)).rejects.toMatchObject(refusal('invalid-request', 400))
  await expect(refund(path, 1001)).rejects.toMatchObject({
    ...refusal('limit-reached'),
    errors: [{ pointer: '/body/amount', detail: 'is more than is left' }],
  })
  expect(await refund(path, 1)).toMatchObject({ refunded: 1, left: 999 })
  expect(await payments.getPayment({ path })).toMatchObject({ status: 'paid', refunded: 1, left: 999 })
  await expect(refund(path, 1000)).rejects.toMatchObject(refusal('limit-reached'))
  expect(await refund(path, 999)).toMatchObject({ refunded: 1000, left: 0 })
  expect(await payments.getPayment({ path })).toMatchObject({ status: 'refunded', left: 0, allowed: [] })
  await expect(refund(path, 1)).rejects.toMatchObject(refusal('conflict'))
  const { refunds } = await payments.listRefunds({ query: { reference } })
  expect(refunds.map(({ amount, actor }) => [amount, actor])).toEqual([
    [999, 'a-team-lead'],
    [1, 'a-team-lead'],
  ])
  const said = (await started.events()).filter((event) => event.type === 'dev.compose.payment.refunded.v1')
  expect(said.map(({ data }) => data.refundId)).toEqual(refunds.map(({ refundId }) => refundId).reverse())
})

test('all of it is paid back at once as well', async () => {
  const { path } = await paid(payments)
  expect(await refund(path, 6500)).toMatchObject({ refunded: 6500, left: 0 })
})

test.each(['unpaid', 'cancelled'])('of a payment that is %s nothing is paid back', async (status) => {
  const { path } = await asked(payments)
  if (status === 'cancelled') await payments.cancelPayment({ path })
  await expect(refund(path, 1)).rejects.toMatchObject(refusal('conflict'))
})

test('however many pay back at once, never more than was paid', async () => {
  const { path } = await paid(payments, { amount: 1000 })
  expect(await outcomes(Array.from({ length: 20 }, () => refund(path, 90)))).toEqual({ done: 11, 'limit-reached': 9 })
  expect(await payments.getPayment({ path })).toMatchObject({ refunded: 990, left: 10 })
})

test('two who look at the same payment and pay back pay back once', async () => {
  const { path } = await paid(payments)
  const { version } = await payments.getPayment({ path })
  expect(await outcomes([refund(path, 500, version), refund(path, 500, version)])).toEqual({ done: 1, conflict: 1 })
})

test('the same refund sent again under its key pays back once', async () => {
  const { path } = await paid(payments)
  const body = { amount: 500, reason }
  const all = await Promise.all([1, 2, 3].map(() => payments.refundPayment({ path, body }, { key: 'one-click' })))
  expect(new Set(all.map(({ refundId }) => refundId)).size).toBe(1)
  expect(await payments.getPayment({ path })).toMatchObject({ refunded: 500 })
})

test('each day adds up to what is listed for it, by the calendar of London', async () => {
  const [late, early, other] = [await paid(payments), await paid(payments, { amount: 100 }), await paid(payments)]
  await refund(late.path, 1500)
  // Half past midnight on the first of June in London, and half an hour before the second.
  await dated(late.paymentId, '2025-05-31T23:30:00Z')
  await dated(early.paymentId, '2025-06-01T22:30:00Z')
  await dated(other.paymentId, '2025-06-01T23:00:00Z')
  const { days } = await payments.listDays({ query: { from: '2025-06-01' } })
  expect(days.slice(-2)).toEqual([
    { day: '2025-06-02', paid: 6500, payments: 1, refunded: 0, refunds: 0 },
    { day: '2025-06-01', paid: 6600, payments: 2, refunded: 1500, refunds: 1 },
  ])
  const day = '2025-06-01'
  const [taken, back] = [
    await payments.listPayments({ query: { day } }),
    await payments.listRefunds({ query: { day } }),
  ]
  expect(taken.payments.map(({ paymentId }) => paymentId)).toEqual([early.paymentId, late.paymentId])
  expect(back.refunds.map(({ amount, reference }) => [amount, reference])).toEqual([[1500, late.reference]])
  expect((await payments.listPayments({ query: { day: '2025-05-31' } })).payments).toEqual([])
})

test('lists are read page by page, by reference and by status', async () => {
  const { reference } = await asked(payments)
  for (let more = 0; more < 4; more++) await paid(payments, { reference, amount: 100 + more })
  const read = async (status?: 'paid') => {
    const found: number[] = []
    let after: string | undefined
    do {
      const query = { reference, limit: 2, ...(status && { status }), ...(after && { after }) }
      const page = await payments.listPayments({ query })
      found.push(...page.payments.map(({ amount }) => amount))
      after = page.next
    } while (after)
    return found
  }
  expect(await read()).toEqual([103, 102, 101, 100, 6500])
  expect(await read('paid')).toEqual([103, 102, 101, 100])
  const first = await payments.listDays({ query: { limit: 1 } })
  const second = await payments.listDays({ query: { limit: 1, after: first.next! } })
  expect(second.days[0]!.day < first.days[0]!.day).toBe(true)
})

test.each(['listPayments', 'listRefunds', 'listDays'] as const)(
  '%s goes on from nowhere but the end of a page',
  async (operation) => {
    for (const after of ['x', Buffer.from('["2026-13-99T00:00:00.000Z", "x"]').toString('base64url'), '2026-02-31'])
      await expect(payments[operation]({ query: { after } })).rejects.toMatchObject({
        status: 400,
        errors: [{ pointer: '/query/after' }],
      })
  },
)
