import { findText, managePersonalData, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import { retentionDays } from '../src/personal-data.ts'
import { contacts, newMessage } from './messages.ts'

const started = await startComponent(component, { env: { MESSAGE_RETENTION_DAYS: '30' } })
const notifications = started.client<operations>()
afterAll(() => started.stop())

const kept = (reference: string) =>
  notifications
    .listMessages({ query: { reference } })
    .then(({ messages }) => messages.map((message) => message.channel))

test('messages are exported and erased by email address', async () => {
  const [reference, other] = ['AAAA-AAAA-AAA2', 'AAAA-AAAA-AAA3']
  await notifications.sendMessage({ body: newMessage({ reference, to: { email: 'One@example.com' } }) })
  await notifications.sendMessage({ body: newMessage({ reference: other, to: { email: 'two@example.com' } }) })
  expect(await managePersonalData(started, 'export', { email: 'one@EXAMPLE.com' })).toMatchObject({
    records: [{ kind: 'message', data: { to: { email: 'one@example.com' }, reference, body: newMessage().body } }],
  })
  expect(await managePersonalData(started, 'erasure', { email: 'one@example.com' })).toEqual({ erased: 1 })
  expect(await managePersonalData(started, 'export', { email: 'one@example.com' })).toEqual({ records: [] })
  expect([await kept(reference), await kept(other)]).toEqual([[], ['email']])
})

test('texts and letters are exported and erased by the reference of the case', async () => {
  const [reference, other] = ['AAAA-AAAA-AAA4', 'AAAA-AAAA-AAA5']
  await notifications.sendMessage({ body: newMessage({ reference, to: contacts.text }) })
  await notifications.sendMessage({ body: newMessage({ reference, to: contacts.letter }) })
  await notifications.sendMessage({ body: newMessage({ reference: other, to: contacts.text }) })
  expect((await managePersonalData(started, 'export', { reference })).records).toHaveLength(2)
  expect(await managePersonalData(started, 'erasure', { reference })).toEqual({ erased: 2 })
  expect([await kept(reference), await kept(other)]).toEqual([[], ['text']])
})

test.each([
  ['email address in other letters', { email: 'ZEBEDEE.quillfeather@EXAMPLE.com' }, 'AAAA-AAAA-AAA7'],
  ['phone number in other digits', { phone: '07700 900 987' }, 'AAAA-AAAA-AAA8'],
  ['case', { reference: 'AAAA-AAAA-AAA9' }, 'AAAA-AAAA-AAA9'],
])('nothing is left of a person anywhere in the database after an erasure by %s', async (_name, person, reference) => {
  const said = { name: 'Zebedee Quillfeather', body: 'Dear Zebedee Quillfeather', reference }
  if (!('phone' in person))
    await notifications.sendMessage({
      body: newMessage({ ...said, to: { email: 'Zebedee.Quillfeather@example.com' } }),
    })
  if (!('email' in person))
    await notifications.sendMessage({ body: newMessage({ ...said, to: { phone: '+44 7700 900987' } }) })
  if ('reference' in person) await notifications.sendMessage({ body: newMessage({ ...said, to: contacts.letter }) })
  const texts = ['quillfeather', '7700900987', '7700 900987', '7700 900 987']
  expect(await findText(started.databaseUrl, texts)).not.toEqual([])
  expect((await managePersonalData(started, 'erasure', person)).erased).toBeGreaterThan(0)
  expect(await findText(started.databaseUrl, texts)).toEqual([])
})

test('an account that is not known here has nothing', async () => {
  expect(await managePersonalData(started, 'export', { personId: 'person-1' })).toEqual({ records: [] })
  expect(await managePersonalData(started, 'erasure', { personId: 'person-1' })).toEqual({ erased: 0 })
})

const ageing = (messageId: string, days: number) =>
  started.db.query(`update message set created_at = now() - $2 * interval '1 day' where message_id = $1`, [
    messageId,
    days,
  ])

test('retention removes old messages only, and none of a case about which more was said since', async () => {
  const [past, going] = ['AAAA-AAAA-AAA6', 'AAAA-AAAA-AAAA']
  const old = await notifications.sendMessage({ body: newMessage({ reference: past, to: contacts.text }) })
  await ageing(old.messageId, 31)
  const first = await notifications.sendMessage({ body: newMessage({ reference: going, to: contacts.text }) })
  await ageing(first.messageId, 31)
  await ageing(
    (await notifications.sendMessage({ body: newMessage({ reference: going, to: contacts.letter }) })).messageId,
    29,
  )
  expect(await managePersonalData(started, 'retention-sweep', {})).toEqual({ removed: 1 })
  expect([await kept(past), await kept(going)]).toEqual([[], ['text', 'letter']])
})

test.each(['soon', '0', '1.5', ''])('MESSAGE_RETENTION_DAYS may not be "%s"', (given) => {
  expect(() => retentionDays(given)).toThrow(/MESSAGE_RETENTION_DAYS/)
})
