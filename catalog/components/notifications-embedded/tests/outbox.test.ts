import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import { newEmail, newLetter, newText } from './messages.ts'

const started = await startComponent(component)
const notifications = started.client<operations>()
afterAll(() => started.stop())

test('the outbox lists what was sent about a case, in order, by every channel', async () => {
  const reference = 'AAAA-BBBB-CCCC'
  const email = newEmail({ reference })
  const text = newText({ reference })
  const letter = newLetter({ reference })
  const sent = [
    await notifications.sendEmail({ body: email }),
    await notifications.sendText({ body: text }),
    await notifications.sendLetter({ body: letter }),
  ]
  await notifications.sendEmail({ body: newEmail({ reference: 'AAAA-BBBB-DDDD' }) })
  const { messages } = await notifications.listMessages({ query: { reference } })
  expect(messages).toEqual([
    { ...sent[0], channel: 'email', ...email },
    { ...sent[1], channel: 'text', ...text, to: '07700900123' },
    { ...sent[2], channel: 'letter', ...letter },
  ])
  for (const message of messages) {
    expect(await notifications.getMessage({ path: { messageId: message.messageId } })).toEqual(message)
  }
})

test('staff may read the outbox, and may not send', async () => {
  const token = await started.token({ scopes: ['messages:read'] })
  const { messageId } = await notifications.sendEmail({ body: newEmail() })
  expect((await notifications.getMessage({ path: { messageId } }, { token })).body).toBe(newEmail().body)
  await expect(notifications.sendEmail({ body: newEmail() }, { token })).rejects.toMatchObject({ status: 403 })
})

test('a case without messages has an empty outbox', async () => {
  expect(await notifications.listMessages({ query: { reference: 'ZZZZ-ZZZZ-ZZZZ' } })).toEqual({ messages: [] })
})

test.each([
  '07700900123',
  '07700 900 123',
  '+447700900123',
  '+44 (0)7700 900123',
  '0044 7700-900-123',
  '\u202a07700900123\u202c',
])('%s is one number', async (to) => {
  const { messageId } = await notifications.sendText({ body: newText({ to }) })
  expect((await notifications.getMessage({ path: { messageId } })).to).toBe('07700900123')
})

test.each([
  ['an email whose subject has two lines', () => notifications.sendEmail({ body: newEmail({ subject: 'a\nBcc: b' }) })],
  ['an email to no address', () => notifications.sendEmail({ body: newEmail({ to: 'resident' }) })],
  ['a text to what is no number', () => notifications.sendText({ body: newText({ to: '+0 1 23 45 67 89' }) })],
  ['an email to what no sending takes', () => notifications.sendEmail({ body: newEmail({ to: 'jörg@example.com' }) })],
  ['a text of more than 918 characters', () => notifications.sendText({ body: newText({ body: 'a'.repeat(919) }) })],
])('%s is refused', async (_name, send) => {
  await expect(send()).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test('sending is an event that says neither to whom nor what', async () => {
  const before = (await started.events()).length
  const reference = 'AAAA-BBBB-EEEE'
  const { messageId } = await notifications.sendLetter({ body: newLetter({ reference }) })
  const events = (await started.events()).slice(before)
  expect(events.map(({ type, subject, source, data }) => ({ type, subject, source, data }))).toEqual([
    {
      type: 'dev.compose.message.sent.v1',
      subject: reference,
      source: '/components/notifications',
      data: { messageId, channel: 'letter' },
    },
  ])
})

test('a message that is sent twice with one key is in the outbox once', async () => {
  const reference = 'AAAA-BBBB-FFFF'
  const key = crypto.randomUUID()
  const send = () => notifications.sendEmail({ body: newEmail({ reference }) }, { key })
  const [first, ...others] = await Promise.all([send(), send(), send()])
  expect(others).toEqual([first, first])
  expect((await notifications.listMessages({ query: { reference } })).messages).toHaveLength(1)
})
