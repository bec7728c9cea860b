import { afterAll, expect, test } from 'vitest'
import { kitTables, sweepKitTables } from '../src/idempotency.ts'
import { findText, startComponent } from '../testing/index.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())

async function write(text: string, key: string, subject = 'one') {
  const response = await component.fetch('/notes', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await component.token({ scopes: ['notes:write'], subject })}`,
      'idempotency-key': key,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ priority: 1, text }),
  })
  return {
    status: response.status,
    replayed: response.headers.get('idempotency-replayed'),
    body: await response.json(),
  }
}

const count = async (text: string) => (await component.db.query('SELECT 1 FROM note WHERE text = $1', [text])).length

test('a repeat gets the first answer and writes nothing', async () => {
  const first = await write('once', 'key-1')
  expect(await write('once', 'key-1')).toEqual({ ...first, replayed: 'true' })
  expect(await count('once')).toBe(1)
})

test('another body with the same key is 422; another person may use the key', async () => {
  await write('mine', 'key-2')
  expect(await write('other', 'key-2')).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } })
  expect(await write('theirs', 'key-2', 'two')).toMatchObject({ status: 201, replayed: null })
})

test('duplicates at the same moment make one effect and one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => write('parallel', 'key-3')))
  expect(await count('parallel')).toBe(1)
  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
  expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1)
})

test('a request that failed leaves nothing behind, so its key works again', async () => {
  const events = (await component.events()).length
  expect((await write('crash', 'key-4')).status).toBe(500)
  expect(await count('crash')).toBe(0)
  expect(await component.events()).toHaveLength(events)
  expect((await write('clash', 'key-4')).status).toBe(409)
  expect((await write('fine', 'key-4')).status).toBe(201)
})

test('answers are swept after 7 days', async () => {
  await write('swept', 'key-5')
  await component.db.transaction((tx) => sweepKitTables(tx, new Date(Date.now() + 8 * 86_400_000)))
  expect(await write('swept', 'key-5')).toMatchObject({ status: 201, replayed: null })
})

test('a key is not kept readable, nor in a form that gives away what was sent with it', async () => {
  await write('a guess', 'the sixth key')
  const { createHash } = await import('node:crypto')
  const sent = JSON.stringify({ body: { priority: 1, text: 'a guess' }, path: {}, query: {} })
  const guessed = createHash('sha256').update(sent).digest('hex')
  expect(await findText(component.databaseUrl, ['the sixth key', guessed])).toEqual([])
})

test('what was kept before keys were hashed is still known, and holds no first password any more', async () => {
  const first = await write('before', 'the seventh key')
  const { createHash } = await import('node:crypto')
  const hex = (text: string) => createHash('sha256').update(text).digest('hex')
  const sent = JSON.stringify({ body: { priority: 1, text: 'before' }, path: {}, query: {} })
  const insert = `INSERT INTO kit_idempotency (operation, subject, key, digest, status, body, headers)
    VALUES ('writeNote', 'one', $1, $2, 201, $3, '{}')`
  await component.db.query('ALTER TABLE kit_idempotency DROP COLUMN secrets')
  await component.db.query('DELETE FROM kit_idempotency')
  await component.db.query(insert, ['the seventh key', hex(sent), JSON.stringify(first.body)])
  await component.db.query(insert, ['key-8', hex(sent), JSON.stringify({ firstPassword: 'lusab-babad' })])
  await component.db.query(kitTables)
  expect(await write('before', 'the seventh key')).toEqual({ ...first, replayed: 'true' })
  expect(await findText(component.databaseUrl, ['the seventh key', 'lusab-babad'])).toEqual([])
})
