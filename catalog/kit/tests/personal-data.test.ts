import { afterAll, expect, test } from 'vitest'
import { phoneIn } from '../src/person.ts'
import { sharedType } from '../src/shared-type.ts'
import { findText, startComponent } from '../testing/index.ts'
import type { operations } from './fixture/contract.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())

async function send(path: string, body: object) {
  const authorization = `Bearer ${await component.token({ scopes: ['personal-data:manage'] })}`
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  return (
    await component.fetch(`/personal-data/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  ).json()
}

test('what is held on a person is exported, then erased, also from stored answers', async () => {
  const client = component.client<operations>()
  await client.writeNote(
    { body: { text: 'ask ada@example.com', priority: 1, author: 'ADA@example.com' } },
    { key: 'ada@example.com, the first' },
  )
  await client.writeNote({ body: { text: 'other', priority: 1, author: 'bob@example.com' } })
  const person = { email: 'Ada@Example.com' }
  expect(await send('export', person)).toMatchObject({
    records: [{ kind: 'note', data: { text: 'ask ada@example.com' } }],
  })
  expect(await send('erasure', person)).toEqual({ erased: 1 })
  expect(await send('export', person)).toEqual({ records: [] })
  expect(await findText(component.databaseUrl, ['ada@example.com'])).toEqual([])
  expect(await send('export', { email: 'bob@example.com' })).toMatchObject({ records: [{}] })
})

test('answers kept for a person who repeats a request go with the person', async () => {
  const subject = 'person-7'
  const body = { text: 'mine', priority: 1 }
  await component.client<operations>({ subject }).writeNote({ body })
  expect(await findText(component.databaseUrl, [subject])).not.toEqual([])
  await send('erasure', { personId: subject })
  expect(await findText(component.databaseUrl, [subject])).toEqual([])
})

test.each([
  ['07700 900123', '+44 7700 900 123'],
  ['+447700900123', '0044 7700 900123'],
  ['(07700) 900-123', '07700900123'],
  ['+44 (0)7700 900123', '07700900123'],
  ['00353 (0)87 123 4567', '+353871234567'],
])('a phone number is one however it is written: %s and %s', async (kept, asked) => {
  const { plain } = sharedType('PhoneNumber')
  expect(plain(asked)).toBe(plain(kept))
  const [row] = await component.db.query<{ plain: string }>(`SELECT ${phoneIn('$1::text')} AS plain`, [kept])
  expect(row?.plain).toBe(plain(asked))
})

test('the sweep removes what is past its retention', async () => {
  await component.db.query(
    "INSERT INTO note (id, text, priority, at) VALUES (gen_random_uuid(), 'old', 1, now() - interval '3 years')",
  )
  expect(await send('retention-sweep', {})).toEqual({ removed: 1 })
  expect(await send('retention-sweep', {})).toEqual({ removed: 0 })
})

test('a request about nobody is refused', async () => {
  expect(await send('erasure', {})).toMatchObject({ status: 400 })
})
