import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import { dutyEmail } from '../src/duty.ts'
import component from '../src/index.ts'
import { newMessage } from './messages.ts'

const [manned, unmanned] = await Promise.all([
  startComponent(component, { env: { DUTY_EMAIL: 'Duty.Desk@example.com' } }),
  startComponent(component, { env: { DUTY_EMAIL: '' } }),
])
afterAll(() => Promise.all([manned.stop(), unmanned.stop()]))

const notice = { subject: 'An urgent case', body: 'Sign in to read it.' }

test('whoever is on duty is told, once for one key, and it stands with what was told about the case', async () => {
  const notifications = manned.client<operations>()
  const reference = 'AAAA-AAAA-AAD2'
  const key = crypto.randomUUID()
  const tell = () => notifications.tellDuty({ body: { ...notice, reference } }, { key })
  expect(await Promise.all([tell(), tell()])).toEqual([{ told: true }, { told: true }])
  const { messages, allowed } = await notifications.listMessages({ query: { reference } })
  expect(messages).toMatchObject([{ ...notice, channel: 'email', to: { email: 'duty.desk@example.com' }, reference }])
  // Nobody writes to the person through what colleagues were told.
  expect(allowed).toEqual([])
  await expect(notifications.sendAnother({ path: { reference }, body: notice })).rejects.toMatchObject({ status: 404 })
})

test('what colleagues were told first does not become the way to the person', async () => {
  const notifications = manned.client<operations>()
  const reference = 'AAAA-AAAA-AAD3'
  await notifications.tellDuty({ body: { ...notice, reference } })
  await notifications.sendMessage({ body: newMessage({ reference }) })
  await notifications.sendAnother({ path: { reference }, body: notice })
  const { messages } = await notifications.listMessages({ query: { reference } })
  expect(messages.at(-1)?.to).toEqual(newMessage().to)
})

test('where nobody is on duty nothing is sent, and nothing fails', async () => {
  const notifications = unmanned.client<operations>()
  const reference = 'AAAA-AAAA-AAD4'
  expect(await notifications.tellDuty({ body: { ...notice, reference } })).toEqual({ told: false })
  expect((await notifications.listMessages({ query: { reference } })).messages).toEqual([])
  expect(await unmanned.events()).toEqual([])
})

test.each(['duty', 'duty@', 'a@example.com, b@example.com'])('DUTY_EMAIL may not be "%s"', (given) => {
  expect(() => dutyEmail(given)).toThrow(/DUTY_EMAIL/)
})

test.each([undefined, '', ' '])('DUTY_EMAIL may be left out: "%s"', (given) => {
  expect(dutyEmail(given)).toBeUndefined()
})
