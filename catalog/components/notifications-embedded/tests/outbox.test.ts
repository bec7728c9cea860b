import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import type { NewMessage, SentMessage } from '../src/shapes.ts'
import { contacts, newMessage } from './messages.ts'

const started = await startComponent(component)
const notifications = started.client<operations>()
afterAll(() => started.stop())

test('the outbox lists what was sent about a case, in order, by every way', async () => {
  const reference = 'AAAA-BBBB-CCCC'
  const given = Object.values(contacts).map((to) => newMessage({ reference, to }))
  const sent: SentMessage[] = []
  for (const body of given) sent.push(await notifications.sendMessage({ body }))
  await notifications.sendMessage({ body: newMessage({ reference: 'AAAA-BBBB-DDDD' }) })
  const { messages } = await notifications.listMessages({ query: { reference } })
  expect(messages).toEqual(given.map((message, index) => ({ ...sent[index], ...message })))
  expect(messages.map(({ channel }) => channel)).toEqual(Object.keys(contacts))
  for (const message of messages) {
    expect(await notifications.getMessage({ path: { messageId: message.messageId } })).toEqual(message)
  }
})

test.each(Object.entries(contacts))('nothing but a contact and words is needed: %s', async (channel, to) => {
  const body = { to, subject: 'We have your request', body: 'We will write again.' }
  const sent = await notifications.sendMessage({ body })
  expect(await notifications.getMessage({ path: { messageId: sent.messageId } })).toEqual({ ...sent, channel, ...body })
})

test('staff may read the outbox, and may not send', async () => {
  const token = await started.token({ scopes: ['messages:read'] })
  const { messageId } = await notifications.sendMessage({ body: newMessage() })
  expect((await notifications.getMessage({ path: { messageId } }, { token })).body).toBe(newMessage().body)
  await expect(notifications.sendMessage({ body: newMessage() }, { token })).rejects.toMatchObject({ status: 403 })
})

test('a case without messages has an empty outbox', async () => {
  expect(await notifications.listMessages({ query: { reference: 'ZZZZ-ZZZZ-ZZZZ' } })).toEqual({
    messages: [],
    allowed: [],
  })
})

test.each([
  '07700900123',
  '07700 900 123',
  '+447700900123',
  '+44 (0)7700 900123',
  '0044 7700-900-123',
  '\u202a07700900123\u202c',
])('%s is one number', async (to) => {
  const { messageId } = await notifications.sendMessage({ body: newMessage({ to: { phone: to } }) })
  expect((await notifications.getMessage({ path: { messageId } })).to).toEqual({ phone: '07700900123' })
})

test.each<[string, Partial<NewMessage>]>([
  ['a subject of two lines', { subject: 'a\nBcc: b' }],
  ['an email to no address', { to: { email: 'resident' } }],
  ['an email to what no sending takes', { to: { email: 'jörg@example.com' } }],
  ['a text to what is no number', { to: { phone: '+0 1 23 45 67 89' } }],
  ['a text of more than 918 characters', { to: contacts.text, body: 'a'.repeat(919) }],
  ['a letter to no town', { to: { address: { ...contacts.letter.address, town: '' } } }],
  ['nobody', { to: {} }],
  ['one person in two ways', { to: { ...contacts.email, ...contacts.text } }],
])('%s is refused', async (_name, given) => {
  await expect(notifications.sendMessage({ body: newMessage(given) })).rejects.toMatchObject({
    status: 400,
    code: 'invalid-request',
  })
})

test('a text as long as six joined messages is sent, and other ways have room for more', async () => {
  await notifications.sendMessage({ body: newMessage({ to: contacts.text, body: 'a'.repeat(918) }) })
  for (const to of [contacts.email, contacts.letter])
    await notifications.sendMessage({ body: newMessage({ to, body: 'a'.repeat(919) }) })
})

test('sending is an event that says neither to whom nor what', async () => {
  const before = (await started.events()).length
  const reference = 'AAAA-BBBB-EEEE'
  const { messageId } = await notifications.sendMessage({ body: newMessage({ reference, to: contacts.letter }) })
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
  const send = () => notifications.sendMessage({ body: newMessage({ reference }) }, { key })
  const [first, ...others] = await Promise.all([send(), send(), send()])
  expect(others).toEqual([first, first])
  expect((await notifications.listMessages({ query: { reference } })).messages).toHaveLength(1)
})
