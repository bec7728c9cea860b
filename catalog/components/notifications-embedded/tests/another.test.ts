import { findText, managePersonalData, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import { contacts, newMessage } from './messages.ts'

const started = await startComponent(component)
const notifications = started.client<operations>()
afterAll(() => started.stop())

const staff = () => started.token({ subject: 'person-of-staff', scopes: ['messages:read', 'messages:write'] })
const body = { subject: 'A question', body: 'When can we visit?' }
const listed = (reference: string) => notifications.listMessages({ query: { reference } })

test.each(Object.entries(contacts))(
  'staff write to whoever is written to, and in that way: %s',
  async (channel, to) => {
    const reference = `AAAA-AAAA-AAC${channel.charAt(0).replace('l', 's').toUpperCase()}`
    expect(await listed(reference)).toEqual({ messages: [], allowed: [] })
    await notifications.sendMessage({ body: newMessage({ reference, to }) })
    expect((await listed(reference)).allowed).toEqual(['sendAnother'])
    const sent = await notifications.sendAnother({ path: { reference }, body }, { token: await staff() })
    expect((await listed(reference)).messages.at(-1)).toEqual({
      ...sent,
      ...body,
      channel,
      to,
      name: newMessage().name,
      reference,
      actor: 'person-of-staff',
    })
  },
)

test('what is sent to others about it later changes nothing', async () => {
  const reference = 'AAAA-AAAA-AABA'
  for (const to of [contacts.email, contacts.text])
    await notifications.sendMessage({ body: newMessage({ reference, to }) })
  expect((await notifications.sendAnother({ path: { reference }, body })).channel).toBe('email')
})

test('nobody is written to where nobody was before, and nothing is kept of it', async () => {
  const reference = 'AAAA-AAAA-AAB2'
  await expect(notifications.sendAnother({ path: { reference }, body })).rejects.toMatchObject({ status: 404 })
  expect(await listed(reference)).toEqual({ messages: [], allowed: [] })
})

test('sent twice with one key it is there once', async () => {
  const reference = 'AAAA-AAAA-AAB3'
  await notifications.sendMessage({ body: newMessage({ reference }) })
  const key = crypto.randomUUID()
  const send = () => notifications.sendAnother({ path: { reference }, body }, { key })
  const [first, ...others] = await Promise.all([send(), send(), send()])
  expect(others).toEqual([first, first])
  expect((await listed(reference)).messages).toHaveLength(2)
})

test('a text has room for 918 characters and no more, an email for more', async () => {
  const [text, email] = ['AAAA-AAAA-AAB4', 'AAAA-AAAA-AAB5']
  await notifications.sendMessage({ body: newMessage({ reference: text, to: contacts.text }) })
  await notifications.sendMessage({ body: newMessage({ reference: email }) })
  const send = (reference: string, words: string) =>
    notifications.sendAnother({ path: { reference }, body: { ...body, body: words } })
  await send(text, '\u{1F600}'.repeat(918))
  await send(email, 'a'.repeat(919))
  await expect(send(text, 'a'.repeat(919))).rejects.toMatchObject({
    status: 400,
    errors: [{ pointer: '/body/body', detail: expect.stringContaining('918') }],
  })
  expect((await listed(text)).messages).toHaveLength(2)
})

test.each([
  ['the right to see messages', 'messages:read'],
  ['the right of a service to send to anybody', 'messages:send'],
])('%s is not the right to write', async (_name, scope) => {
  const reference = 'AAAA-AAAA-AAB6'
  await notifications.sendMessage({ body: newMessage({ reference }) })
  const token = await started.token({ scopes: [scope] })
  await expect(notifications.sendAnother({ path: { reference }, body }, { token })).rejects.toMatchObject({
    status: 403,
  })
})

test('and whoever may write may choose no address', async () => {
  const token = await staff()
  await expect(notifications.sendMessage({ body: newMessage() }, { token })).rejects.toMatchObject({ status: 403 })
})

test('what is just being written when a person is erased goes as well', async () => {
  const reference = 'AAAA-AAAA-AAB7'
  await notifications.sendMessage({ body: newMessage({ reference }) })
  const words = { ...body, body: 'Dear Zebedee Quillfeather' }
  const write = () => notifications.sendAnother({ path: { reference }, body: words }).catch(() => undefined)
  const erase = () => managePersonalData(started, 'erasure', { reference })
  await Promise.all([erase(), ...Array.from({ length: 20 }, write)])
  expect(await findText(started.databaseUrl, ['Quillfeather'])).toEqual([])
  await expect(notifications.sendAnother({ path: { reference }, body })).rejects.toMatchObject({ status: 404 })
})
