import { findText, managePersonalData, startComponent } from '@composed/kit/testing'
import { newBrowser } from '@composed/kit/testing/browser'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/payments/contract.ts'
import component from '../src/index.ts'
import { asked, newPayment, paid, wordsOf } from './scene.ts'

const started = await startComponent(component, { env: { PAYMENT_RETENTION_DAYS: '30' } })
const payments = started.client<operations>()
afterAll(() => started.stop())

test('an export has all that is held on the person, and nobody else', async () => {
  const { path, reference } = await paid(payments, { name: 'Sample Resident' })
  await paid(payments, { name: 'Somebody Else' })
  await payments.refundPayment({ path, body: { amount: 100, reason: 'They moved away.' } })
  const { refunds } = await payments.listRefunds({ query: path })
  const data = { ...(await payments.getPayment({ path })), refunds }
  expect(refunds).toHaveLength(1)
  expect((await managePersonalData(started, 'export', { reference })).records).toEqual([{ kind: 'payment', data }])
  expect((await managePersonalData(started, 'export', { email: 'resident@example.com' })).records).toEqual([])
})

test('nothing is left of a person after an erasure; what was paid stays in the accounts', async () => {
  const name = 'Zebedee Quillfeather'
  const returnUrl = 'https://apply.example/quillfeather'
  const { path, reference } = await paid(payments, { name, returnUrl })
  await payments.refundPayment({ path, body: { amount: 100, reason: 'Mr Quillfeather moved away.' } })
  const open = await asked(payments, { name, reference })
  expect(await findText(started.databaseUrl, ['quillfeather'])).not.toEqual([])
  expect(await managePersonalData(started, 'erasure', { reference })).toEqual({ erased: 2 })
  expect(await findText(started.databaseUrl, ['quillfeather'])).toEqual([])
  expect(await managePersonalData(started, 'erasure', { reference })).toEqual({ erased: 0 })
  expect((await managePersonalData(started, 'export', { reference })).records).toEqual([])
  const left = await payments.getPayment({ path })
  expect(left).toMatchObject({ reference, status: 'paid', amount: 6500, refunded: 100 })
  expect(left).not.toHaveProperty('name')
  const { refunds } = await payments.listRefunds({ query: path })
  expect(refunds).toMatchObject([{ amount: 100 }])
  expect(refunds[0]).not.toHaveProperty('reason')
  // Nothing would come of what is still to be paid.
  expect(wordsOf(await newBrowser().get(open.payUrl))).toContain('This payment was cancelled')
})

test('retention removes what ended too long ago, and neither what is open nor what was paid back since', async () => {
  await managePersonalData(started, 'retention-sweep', {})
  const [old, recent, back, open] = [
    await paid(payments),
    await paid(payments),
    await paid(payments),
    await asked(payments),
  ]
  await payments.refundPayment({ path: back.path, body: { amount: 100, reason: 'Late.' } })
  for (const [{ paymentId }, age] of [
    [old, 31],
    [recent, 29],
    [back, 31],
  ] as const)
    await started.db.query(`update payment set ended_at = now() - $2 * interval '1 day' where id = $1`, [
      paymentId,
      age,
    ])
  expect(await managePersonalData(started, 'retention-sweep', {})).toEqual({ removed: 1 })
  await expect(payments.getPayment({ path: old.path })).rejects.toMatchObject({ status: 404 })
  for (const { path } of [recent, back, open]) await payments.getPayment({ path })
})

test('a card number that somebody sends all the same is kept nowhere, and stands in no log', async () => {
  const lines: string[] = []
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = ((text: string) => lines.push(text) > 0) as typeof process.stdout.write
  const number = ['4000', '0566', '5566', '5556']
  const [bare, spaced] = [number.join(''), number.join(' ')]
  try {
    const loud = await startComponent(component, {
      env: { LOG_LEVEL: 'trace' },
      databaseUrl: started.databaseUrl,
      issuer: started.issuer,
    })
    const { payUrl } = await loud.client<operations>().createPayment({ body: newPayment() })
    const browser = newBrowser()
    const page = await browser.get(`${payUrl}?number=${bare}`)
    await browser.submit(page, { cardNumber: bare, cvc: '999', card: bare })
    await browser.submit(page, { cardNumber: spaced, card: 'declined', seen: '0' })
    await loud.stop()
    // What is logged of them may be written a moment later.
    await expect.poll(() => lines.join('').split('"/pay/:link"').length - 1).toBe(3)
  } finally {
    process.stdout.write = write
  }
  for (const text of [bare, spaced]) expect(lines.join('')).not.toContain(text)
  expect(await findText(started.databaseUrl, [bare, spaced])).toEqual([])
})
