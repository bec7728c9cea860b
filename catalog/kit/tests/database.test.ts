import { afterAll, expect, test } from 'vitest'
import { defineComponent } from '../src/index.ts'
import { startComponent } from '../testing/index.ts'
import type { operations } from './fixture/contract.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
const { databaseUrl } = component
afterAll(() => component.stop())

test("a component cannot read another's tables", async () => {
  const other = await startComponent(defineComponent<operations>({ ...notes, id: 'other-embedded' }), { databaseUrl })
  try {
    await expect(other.db.query('SELECT * FROM notes_embedded.note')).rejects.toThrow(
      'permission denied for schema notes_embedded',
    )
    await expect(other.db.query('CREATE TABLE public.mine (id int)')).rejects.toThrow(
      'permission denied for schema public',
    )
  } finally {
    await other.stop()
  }
})

test('migrations run once, new ones are added, changed ones are refused', async () => {
  const more = [...notes.migrations, 'CREATE TABLE extra (id int)']
  const grown = await startComponent(defineComponent<operations>({ ...notes, migrations: more }), { databaseUrl })
  await grown.db.query('SELECT * FROM extra')
  await grown.stop()
  const changed = defineComponent<operations>({ ...notes, migrations: ['CREATE TABLE other (id int)'] })
  await expect(startComponent(changed, { databaseUrl })).rejects.toThrow('Migration 1 was changed after it ran')
})

test('a failed migration leaves nothing half-made', async () => {
  const broken = defineComponent<operations>({
    ...notes,
    id: 'broken',
    migrations: ['CREATE TABLE a (id int); CREATE TABLE a (id int)'],
  })
  await expect(startComponent(broken, { databaseUrl })).rejects.toThrow('already exists')
  const mended = await startComponent(defineComponent<operations>({ ...notes, id: 'broken' }), { databaseUrl })
  await mended.stop()
})

test('a transaction in which an error was swallowed does not pretend to have committed', async () => {
  const swallowing = component.db.transaction(async (tx) => {
    await tx.query('SELECT * FROM nowhere').catch(() => {})
  })
  await expect(swallowing).rejects.toThrow('could not commit')
})

test('a connection that the server ends is replaced', async () => {
  await component.db.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => {})
  expect(await component.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('counts are numbers, dates are text, timestamps are Date', async () => {
  const [row] = await component.db.query(
    "SELECT count(*) AS n, '2026-03-29'::date AS day, '2026-03-29T00:00:00Z'::timestamptz AS at",
  )
  expect(row).toEqual({ n: 1, day: '2026-03-29', at: new Date('2026-03-29T00:00:00Z') })
})
