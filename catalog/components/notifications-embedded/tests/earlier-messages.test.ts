import { startComponent } from '@composed/kit/testing'
import { expect, test } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import { contacts, newMessage } from './messages.ts'

const reference = 'HDJ2-4KQ7-9XMB'
const address = { uprn: '999900000001', ...contacts.letter.address, ward: 'E05990001' }

test('what version 1 has sent is there after version 2 has started, each to the contact that it went to', async () => {
  const before = await startComponent({ ...component, migrations: component.migrations.slice(0, 2) })
  await before.db.query(
    `insert into message (message_id, channel, email, phone, address, name, subject, body, reference, created_at) values
     (gen_random_uuid(), 'email', 'resident@example.com', null, null, 'Sample Resident', 'About it', 'By email', $1, now()),
     (gen_random_uuid(), 'text', null, '07700900123', null, null, null, 'By text', $1, now()),
     (gen_random_uuid(), 'letter', null, null, $2, 'Sample Resident', null, 'By letter', $1, now())`,
    [reference, JSON.stringify(address)],
  )
  const { databaseUrl } = before
  await before.stop()

  const now = await startComponent(component, { databaseUrl })
  const notifications = now.client<operations>()
  const { messages } = await notifications.listMessages({ query: { reference } })
  expect(messages.map(({ channel, to, body }) => ({ channel, to, body }))).toEqual([
    { channel: 'email', to: contacts.email, body: 'By email' },
    { channel: 'text', to: contacts.text, body: 'By text' },
    { channel: 'letter', to: contacts.letter, body: 'By letter' },
  ])
  // What the old table did not take: a subject of a text, a letter without a name.
  for (const to of Object.values(contacts))
    await notifications.sendMessage({ body: { ...newMessage({ to }), reference } })
  expect((await notifications.listMessages({ query: { reference } })).messages).toHaveLength(6)
  await now.stop()
})
