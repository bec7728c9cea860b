import { setTimeout as sleep } from 'node:timers/promises'
import { copiesOf, outcomes, patiently, startComponent } from '@composed/kit/testing'
import { newBrowser } from '@composed/kit/testing/browser'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/payments/contract.ts'
import component from '../src/index.ts'
import { asked, newPayment, payOn } from './scene.ts'

// Stays alive beside the copies that are killed, and sees what they leave.
const started = await startComponent(component)
const payments = started.client<operations>()
const copies = copiesOf<operations>(started, 'payments', new URL('../src/main.ts', import.meta.url))
afterAll(async () => {
  copies.stop()
  await started.stop()
})

type Kept = { id: string; status: string; amount: number; refunded: number; taken: number; back: number }
const keptOf = (ids: string[]) =>
  started.db.query<Kept>(
    `select id, status, amount, refunded,
       (select count(*) from attempt where payment = payment.id and accepted) as taken,
       coalesce((select sum(refund.amount) from refund where payment = payment.id), 0)::bigint as back
     from payment where id = any($1)`,
    [ids],
  )
const saidOf = async (kind: string) =>
  (await started.events())
    .filter(({ type }) => type === `dev.compose.payment.${kind}.v1`)
    .map(({ data }) => String(data.paymentId))

test('50 who ask, pay, cancel and pay back at once: each payment ends once, and no penny is lost or doubled', {
  timeout: 60_000,
}, async () => {
  const ids: string[] = []
  const client = async (number: number) => {
    const { path, payUrl } = await asked(payments, { amount: 1000 + number })
    ids.push(path.paymentId)
    // Its payer in two tabs, staff who cancel it and staff who take it in cash, all at once.
    const body = { amount: 600, reason: 'Asked for by the payer.' }
    await Promise.all([
      payOn(payUrl),
      payOn(payUrl),
      ...(number % 2
        ? [outcomes([payments.cancelPayment({ path }), payments.settlePayment({ path, body: { way: 'cash' } })])]
        : []),
    ])
    return outcomes([payments.refundPayment({ path, body }), payments.refundPayment({ path, body })])
  }
  const refunds = await Promise.all(Array.from({ length: 50 }, (_, number) => client(number)))
  const kept = await keptOf(ids)
  const [paid, cancelled] = [await saidOf('paid'), await saidOf('cancelled')]
  expect(new Set(ids).size).toBe(50)
  expect([...paid, ...cancelled].toSorted()).toEqual(ids.toSorted())
  for (const { id, status, refunded, taken, back } of kept) {
    expect([status, taken <= 1]).toEqual([paid.includes(id) ? 'paid' : 'cancelled', true])
    expect([refunded, back]).toEqual(status === 'paid' ? [600, 600] : [0, 0])
  }
  const done = refunds.filter((counts) => counts.done === 1).length
  expect(done).toBe(paid.length)
  // Half of them had nobody against them.
  expect(done).toBeGreaterThanOrEqual(25)
})

test('killed ten times under load, nobody is charged twice and nothing that was told is lost', {
  timeout: 60_000,
}, async () => {
  let copy = await copies.start()
  let stopping = false
  const told = new Map<string, { status: string; refunded: number }>()
  const amount = 1000
  /** Pays at the copy of the moment, again and again until a page says how it stands. */
  const pay = async (payUrl: string) => {
    for (;;) {
      try {
        const page = await payOn(`${copy.url}${new URL(payUrl).pathname}`, 'accepted', newBrowser())
        if (page.html.includes('£10 is paid')) return
      } catch {
        // Nobody answers there any more.
      }
      await sleep(20)
    }
  }
  const client = async (number: number) => {
    for (let turn = number; !stopping; turn += 7) {
      // Whoever is being started needs the processor as well.
      await sleep(20)
      const body = newPayment({ amount })
      const { paymentId, payUrl } = await patiently((key) => copy.at.createPayment({ body }, { key }))
      const path = { paymentId }
      told.set(paymentId, { status: 'unpaid', refunded: 0 })
      if (turn % 4 === 0) {
        await patiently((key) => copy.at.cancelPayment({ path }, { key }))
        told.set(paymentId, { status: 'cancelled', refunded: 0 })
        continue
      }
      await pay(payUrl)
      told.set(paymentId, { status: 'paid', refunded: 0 })
      const back = { amount: 300, reason: 'Asked for by the payer.' }
      await patiently((key) => copy.at.refundPayment({ path, body: back }, { key }))
      told.set(paymentId, { status: 'paid', refunded: 300 })
    }
  }
  const clients = Promise.all(Array.from({ length: 4 }, (_, number) => client(number)))
  for (let round = 0; round < 5; round++) {
    // Two at once, since a start takes long.
    for (const next of await Promise.all([copies.start(), copies.start()])) {
      // At any moment of a payment: half of them go on at the dead copy until they find that nobody answers.
      copy.kill()
      copy = next
      await sleep(100)
    }
  }
  stopping = true
  await clients

  const ids = [...told.keys()]
  const kept = await keptOf(ids)
  expect(ids.length).toBeGreaterThan(20)
  expect(new Map(kept.map(({ id, status, refunded }) => [id, { status, refunded }]))).toEqual(told)
  for (const { status, refunded, taken, back } of kept)
    expect([taken, back]).toEqual([status === 'paid' ? 1 : 0, refunded])
  for (const status of ['paid', 'cancelled']) {
    const these = [...told].flatMap(([id, one]) => (one.status === status ? [id] : []))
    expect((await saidOf(status)).filter((id) => told.has(id)).toSorted()).toEqual(these.toSorted())
  }
})
