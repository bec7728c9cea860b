import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { defineComponent } from '../src/index.ts'
import { serve } from '../src/server.ts'
import { recordEvents } from '../testing/events.ts'
import { freshDatabase, startComponent } from '../testing/index.ts'
import type { operations } from './fixture/contract.ts'
import { notes } from './fixture/notes.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())

const heard = async (type: string) =>
  (await component.db.query('SELECT event FROM heard WHERE type = $1', [type])).length

test('an event is published with its change, as CloudEvents say, and heard by a prefix', async () => {
  const { id } = await component.client<operations>().writeNote({ body: { text: 'hello', priority: 2 } })
  const [event] = await component.events()
  expect(event).toMatchObject({
    specversion: '1.0',
    type: 'dev.compose.note.written.v1',
    source: '/components/notes-embedded',
    subject: id,
    datacontenttype: 'application/json',
    data: { priority: 2 },
  })
  await component.settled()
  expect(await heard('dev.compose.note.written.v1')).toBe(1)
})

test('a prefix hears types that nobody knew when it subscribed, and no others', async () => {
  await component.publish('dev.compose.thing.happened.v1', undefined, {})
  await component.publish('dev.composer.thing.happened.v1', undefined, {})
  await component.settled()
  expect(await heard('dev.compose.thing.happened.v1')).toBe(1)
  expect(await heard('dev.composer.thing.happened.v1')).toBe(0)
})

test('a failed delivery leaves nothing and is tried again', async () => {
  await component.publish('dev.compose.thing.failed.v1', undefined, { failing: true })
  await component.settled()
  expect(await heard('dev.compose.thing.failed.v1')).toBe(1)
})

test('an event that fails keeps back none of those that came with it, and no word of its error is kept', async () => {
  const [good, bad] = ['dev.compose.thing.beside.v1', 'dev.compose.thing.trying.v1']
  await component.db.transaction(async (tx) => {
    for (const number of [1, 2, 3]) await tx.publish(good, undefined, { number })
    await tx.publish(bad, undefined, { failing: true })
    for (const number of [4, 5, 6]) await tx.publish(good, undefined, { number })
  })
  await component.settled()
  expect([await heard(good), await heard(bad)]).toEqual([6, 1])
  expect(await component.db.query("SELECT 1 FROM channels.job WHERE output::text LIKE '%refuses%'")).toEqual([])
})

test('the same event delivered again is consumed once', async () => {
  const id = crypto.randomUUID()
  for (const _delivery of [1, 2]) {
    await component.publish('dev.compose.thing.repeated.v1', undefined, {}, id)
    await component.settled()
  }
  expect(await heard('dev.compose.thing.repeated.v1')).toBe(1)
})

test('events that come at once do not wait for each other', async () => {
  const type = 'dev.compose.thing.crowded.v1'
  await component.db.transaction(async (tx) => {
    for (let number = 0; number < 30; number += 1) await tx.publish(type, undefined, { number })
  })
  // One a second, as pg-boss looks by itself, would take three times as long.
  await vi.waitFor(async () => expect(await heard(type)).toBe(30), { timeout: 10_000, interval: 50 })
})

test('an event of a transaction that fails is never seen', async () => {
  const before = (await component.events()).length
  const failing = component.db.transaction(async (tx) => {
    await tx.publish('dev.compose.thing.undone.v1', undefined, {})
    throw new Error('undo')
  })
  await expect(failing).rejects.toThrow('undo')
  expect(await component.events()).toHaveLength(before)
})

test('a pattern that is no type is refused', async () => {
  const wrong = defineComponent<operations>({ ...notes, consumes: () => ({ 'dev.*.compose': async () => {} }) })
  await expect(startComponent(wrong)).rejects.toThrow('"dev.*.compose" is not an event type')
})

test('several components may start at the same moment on an empty database', async () => {
  const databaseUrl = await freshDatabase()
  const options = { databaseUrl, port: 0, env: { LOG_LEVEL: 'silent' } }
  const ids = ['one', 'two', 'three', 'one']
  const running = await Promise.all(ids.map((id) => serve(defineComponent<operations>({ ...notes, id }), options)))
  expect(await Promise.all(running.map(async ({ url }) => (await fetch(`${url}/health/ready`)).status))).toEqual([
    200, 200, 200, 200,
  ])
  await Promise.all(running.map(({ stop }) => stop()))
})

test('a connection that the server ends does not end the run of whoever watches the events', async () => {
  const databaseUrl = await freshDatabase()
  const recorder = await recordEvents(databaseUrl)
  const server = new pg.Client({ connectionString: databaseUrl })
  await server.connect()
  const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
  const { rows } = await server.query(`SELECT pg_terminate_backend(pid) ${others}`)
  expect(rows.length).toBeGreaterThan(1)
  await vi.waitFor(async () => expect((await server.query(`SELECT pid ${others}`)).rows).toEqual([]), {
    timeout: 10_000,
  })
  expect(await recorder.events()).toEqual([])
  await server.end()
  await recorder.stop()
})
