import { startComponent } from '@composed/kit/testing'
import { newBrowser } from '@composed/kit/testing/browser'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/payments/contract.ts'
import { sayExpired } from '../src/expire.ts'
import component from '../src/index.ts'
import { asked, payOn, wordsOf } from './scene.ts'

const started = await startComponent(component, { env: { SERVICE_URL: 'http://127.0.0.1:9' } })
const payments = started.client<operations>()
afterAll(() => started.stop())

/** What was said of a record, in order. */
const said = async (reference: string) =>
  (await started.events())
    .filter(({ subject }) => subject === reference)
    .map(({ type }) => type.replace(/^dev\.compose\.payment\.|\.v1$/g, ''))
const statusOf = async (path: { paymentId: string }) => (await payments.getPayment({ path })).status
const makeLate = ({ paymentId }: { paymentId: string }) =>
  started.db.query(
    `update payment set created_at = now() - interval '2 hours', pay_by = now() - interval '1 second' where id = $1`,
    [paymentId],
  )

test('a payment is made on its page, which says what it is for and leads back', async () => {
  const returnUrl = 'http://127.0.0.1:9/track'
  const { path, payUrl, reference, payBy } = await asked(payments, { amount: 1250, returnUrl, within: 'P1D' })
  expect(new Date(payBy).getTime() - Date.now()).toBeLessThan(25.1 * 3_600_000)
  expect(await payments.getPayment({ path })).toMatchObject({
    ...{ status: 'unpaid', payUrl, amount: 1250, payBy, allowed: ['settlePayment', 'cancelPayment'] },
  })
  const browser = newBrowser()
  const page = await browser.get(payUrl)
  for (const words of ["Residents' parking permit", reference, '£12.50']) expect(wordsOf(page)).toContain(words)
  const done = await browser.submit(page, { card: 'accepted' })
  expect([done.status, wordsOf(done)]).toEqual([200, expect.stringContaining('£12.50 is paid')])
  expect(done.html).toContain(`href="${returnUrl}"`)
  const after = await payments.getPayment({ path })
  expect(after).toMatchObject({ status: 'paid', way: 'card', left: 1250, allowed: ['refundPayment'] })
  expect(after).not.toHaveProperty('payUrl')
  expect(await said(reference)).toEqual(['paid'])
})

test('a payment is asked for once, however often a step that asks for it is done again', async () => {
  const body = { reference: (await asked(payments)).reference, amount: 900, description: 'A fee' }
  const keys = Array.from({ length: 8 }, () => 'HDJ2-4KQ7-9XMB:charge')
  const made = await Promise.all(keys.map((key) => payments.createPayment({ body }, { key })))
  expect(new Set(made.map(({ payUrl }) => payUrl)).size).toBe(1)
  const { payments: kept } = await payments.listPayments({ query: { reference: body.reference } })
  expect(kept.map(({ amount }) => amount)).toEqual([900, 6500])
})

test('a step that is tried again when its answer is long forgotten asks for nothing more', async () => {
  const { reference } = await asked(payments)
  const body = { reference, amount: 900, description: 'A fee' }
  const key = `${reference}:charge`
  const first = await payments.createPayment({ body }, { key })
  await payOn(first.payUrl)
  await started.db.query('delete from kit_idempotency')
  expect(await payments.createPayment({ body }, { key })).toEqual({ ...first, status: 'paid' })
  await started.db.query('delete from kit_idempotency')
  const other = { ...body, amount: 901 }
  await expect(payments.createPayment({ body: other }, { key })).rejects.toMatchObject({
    status: 422,
    code: 'idempotency-key-reused',
  })
  expect((await payments.listPayments({ query: { reference } })).payments).toHaveLength(2)
  // The key of one caller is nobody else's.
  const second = await started.client<operations>({ subject: 'another-service' }).createPayment({ body }, { key })
  expect(second.paymentId).not.toBe(first.paymentId)
})

test('two tabs that pay at once, a second click and a page that is sent again take the money once', async () => {
  const { payUrl, path, reference } = await asked(payments)
  const browser = newBrowser()
  const tabs = await Promise.all([browser.get(payUrl), browser.get(payUrl), browser.get(payUrl)])
  const ends = await Promise.all([...tabs, ...tabs].map((tab) => browser.submit(tab, { card: 'accepted' })))
  for (const end of ends) expect(wordsOf(end)).toContain('£65 is paid')
  await browser.submit(tabs[0]!, { card: 'declined' })
  expect(await started.db.query('select number, accepted from attempt where payment = $1', [path.paymentId])).toEqual([
    { number: 1, accepted: true },
  ])
  expect([await statusOf(path), await said(reference)]).toEqual(['paid', ['paid']])
})

test('a card that is declined takes nothing and can be tried again; the fifth time the payment has failed', async () => {
  const { payUrl, path, reference } = await asked(payments)
  const browser = newBrowser()
  const first = await browser.get(payUrl)
  for (const left of ['4 more times', '3 more times', '2 more times', '1 more time']) {
    const page = await payOn(payUrl, 'declined', browser)
    expect([page.status, wordsOf(page)]).toEqual([400, expect.stringContaining(`You can try ${left}`)])
    // The form of before, sent again, is no further try.
    expect(wordsOf(await browser.submit(first, { card: 'declined' }))).toContain('Pay £65')
  }
  expect([await statusOf(path), await said(reference)]).toEqual(['unpaid', []])
  expect(wordsOf(await payOn(payUrl, 'declined', browser))).toContain('The payment has failed')
  expect(wordsOf(await browser.submit(first, { card: 'accepted' }))).toContain('The payment has failed')
  expect([await statusOf(path), await said(reference)]).toEqual(['failed', ['failed']])
})

test('after it was declined it is paid as well as ever', async () => {
  const { payUrl, path, reference } = await asked(payments)
  const browser = newBrowser()
  const declined = await payOn(payUrl, 'declined', browser)
  expect(wordsOf(await browser.submit(declined, { card: 'accepted' }))).toContain('£65 is paid')
  expect([await statusOf(path), await said(reference)]).toEqual(['paid', ['paid']])
})

test('nothing chosen is said so, and takes nothing', async () => {
  const { payUrl, path } = await asked(payments)
  const browser = newBrowser()
  const page = await browser.submit(await browser.get(payUrl), {})
  expect([page.status, wordsOf(page)]).toEqual([400, expect.stringContaining('Select what the bank says')])
  expect(await statusOf(path)).toBe('unpaid')
})

test('a payment that is not made in time takes nothing any more, and is said to have expired once', async () => {
  const { payUrl, path, reference } = await asked(payments)
  const browser = newBrowser()
  const open = await browser.get(payUrl)
  await makeLate(path)
  // Before anybody has looked for what is late.
  expect(wordsOf(await browser.submit(open, { card: 'accepted' }))).toContain('It is too late to pay here')
  expect((await payments.getPayment({ path })).allowed).toEqual([])
  await expect(payments.settlePayment({ path, body: { way: 'cash' } })).rejects.toMatchObject({ code: 'conflict' })
  await Promise.all([1, 2, 3].map(() => sayExpired(started.db)))
  expect([await statusOf(path), await said(reference)]).toEqual(['expired', ['expired']])
  expect(wordsOf(await browser.get(payUrl))).toContain('It is too late to pay here')
})

test('what is late is looked for by itself, and what is in time or paid is left alone', async () => {
  const [late, inTime, done] = [await asked(payments), await asked(payments), await asked(payments)]
  await payOn(done.payUrl)
  await Promise.all([makeLate(late.path), makeLate(done.path)])
  await expect.poll(() => said(late.reference), { timeout: 15_000, interval: 200 }).toEqual(['expired'])
  expect([await said(inTime.reference), await said(done.reference)]).toEqual([[], ['paid']])
})

test('a payment that was cancelled, or recorded as paid in cash, takes nothing on its page', async () => {
  const [cancelled, settled] = [await asked(payments), await asked(payments)]
  await payments.cancelPayment({ path: cancelled.path })
  expect(wordsOf(await newBrowser().get(cancelled.payUrl))).toContain('This payment was cancelled')
  await payments.settlePayment({ path: settled.path, body: { way: 'cash' } })
  expect(wordsOf(await newBrowser().get(settled.payUrl))).toContain('£65 is paid')
  expect(await payments.getPayment({ path: settled.path })).toMatchObject({ status: 'paid', way: 'cash' })
  expect([await said(cancelled.reference), await said(settled.reference)]).toEqual([['cancelled'], ['paid']])
})

test('what can no longer be paid is cancelled without a word, and what was paid is not cancelled', async () => {
  const [late, done] = [await asked(payments), await asked(payments)]
  await makeLate(late.path)
  await sayExpired(started.db)
  await payments.cancelPayment({ path: late.path })
  expect([await statusOf(late.path), await said(late.reference)]).toEqual(['expired', ['expired']])
  await payOn(done.payUrl)
  await expect(payments.cancelPayment({ path: done.path })).rejects.toMatchObject({ status: 409, code: 'conflict' })
  await expect(payments.settlePayment({ path: done.path, body: { way: 'cash' } })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('what costs nothing is paid at once, so that whoever waits for it goes on', async () => {
  const { status, payUrl, path, reference } = await asked(payments, { amount: 0 })
  expect([status, await said(reference)]).toEqual(['paid', ['paid']])
  expect(wordsOf(await newBrowser().get(payUrl))).toContain('There is nothing to pay')
  expect((await payments.getPayment({ path })).allowed).toEqual([])
})

test.each(['nothing-that-was-sent', 'a'.repeat(2000), '%00', "' or true --"])(
  'an address that nobody was sent has nothing to pay: %s',
  async (link) => {
    const response = await started.fetch(`/pay/${encodeURIComponent(link)}`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is nothing to pay here')
  },
)

test.each(['cross-site', 'same-site'])('a form that the browser says is %s takes nothing', async (site) => {
  const { payUrl, path } = await asked(payments)
  const response = await fetch(payUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site },
    body: 'seen=0&card=accepted',
  })
  expect([response.status, await statusOf(path)]).toEqual([403, 'unpaid'])
})
