import { afterAll, expect, test } from 'vitest'
import { startComponent } from '../testing/index.ts'
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
    { body: { text: 'ask ada@example.com', priority: 1, author: 'ada@example.com' } },
    { key: 'k' },
  )
  await client.writeNote({ body: { text: 'other', priority: 1, author: 'bob@example.com' } })
  const person = { email: 'ada@example.com' }
  expect(await send('export', person)).toMatchObject({
    records: [{ kind: 'note', data: { text: 'ask ada@example.com' } }],
  })
  expect(await send('erasure', person)).toEqual({ erased: 1 })
  expect(await send('export', person)).toEqual({ records: [] })
  expect(await component.db.query("SELECT 1 FROM kit_idempotency WHERE body LIKE '%ada@example.com%'")).toEqual([])
  expect(await send('export', { email: 'bob@example.com' })).toMatchObject({ records: [{}] })
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
