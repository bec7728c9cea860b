import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { socketFolder, startPostgres } from '../src/postgres.ts'
import { tokenIssuer } from '../testing/tokens.ts'
import { run } from './fixture/process.ts'

// A Postgres of its own, as DATABASE_URL names one, that is killed and stopped again and again while the service works.
const folder = mkdtempSync(join(tmpdir(), 'kit-away-'))
const data = join(folder, 'data')
const sockets = socketFolder()
let postgres = await startPostgres(data, [], sockets)
const issuer = await tokenIssuer()
const script = fileURLToPath(new URL('fixture/main.ts', import.meta.url))
const service = run([script], {
  DATABASE_URL: postgres.url,
  PORT: '0',
  IDENTITY_URL: issuer.url,
  RATE_LIMIT_PER_MINUTE: '1000000',
})
afterAll(async () => {
  service.child.kill('SIGKILL')
  await service.ended()
  await postgres.stop()
  await issuer.stop()
  rmSync(folder, { recursive: true, force: true })
})
const url = await service.says(/listening on (\S+)/)
const authorization = `Bearer ${await issuer.sign({ scopes: ['notes:write'] })}`

/** What was answered so far, by status. */
const found = { statuses: new Set<number>(), kept: 0 }

/** Sends until `until` settles, some at a time. */
async function load(until: Promise<unknown>): Promise<void> {
  let over = false
  until
    .finally(() => {
      over = true
    })
    .catch(() => {})
  const worker = async () => {
    while (!over) {
      const headers = { authorization, 'idempotency-key': randomUUID(), 'content-type': 'application/json' }
      const body = JSON.stringify({ text: 'kept', priority: 1 })
      const { status } = await fetch(`${url}/notes`, { method: 'POST', headers, body })
      found.statuses.add(status)
      if (status === 201) found.kept++
      // Somebody who is told to wait does.
      await sleep(status === 503 ? 50 : 20)
    }
  }
  await Promise.all([until, ...Array.from({ length: 6 }, worker)])
}

/** Waits until some more were kept, however fast the machine is. */
async function work(): Promise<void> {
  const enough = found.kept + 30
  await expect.poll(() => found.kept, { timeout: 30_000 }).toBeGreaterThan(enough)
}

const ready = async () => (await fetch(`${url}/health/ready`)).status
const told = (words: string) => service.output().split(words).length - 1

const outages = [
  { signal: 'SIGKILL', away: 1500 },
  { signal: 'SIGINT', away: 900 },
  { signal: 'SIGQUIT', away: 3000 },
] as const

test('a process outlives every restart of its Postgres under load, says so once, and loses and doubles nothing', {
  timeout: 120_000,
}, async () => {
  const restarts = async () => {
    for (const [index, { signal, away }] of outages.entries()) {
      await work()
      process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), signal)
      await postgres.ended
      await expect.poll(ready, { timeout: 20_000 }).toBe(503)
      await sleep(away)
      await postgres.stop()
      postgres = await startPostgres(data, [], sockets)
      await expect.poll(ready, { timeout: 20_000 }).toBe(200)
      expect(told('the database is back')).toBe(index + 1)
    }
    await work()
  }
  await load(restarts())
  const { statuses, kept } = found
  expect(service.child.exitCode).toBeNull()
  expect([...statuses].sort()).toEqual([201, 503])
  expect(told('the database is away')).toBe(outages.length)
  expect(kept).toBeGreaterThan(100)
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const count = async (sql: string) => Number((await client.query(sql)).rows[0].count)
  const written = await count('SELECT count(*) FROM notes_embedded.note')
  // An answer may be lost on its way; what was answered is there.
  expect(written).toBeGreaterThanOrEqual(kept)
  // Each event was heard once, or waits to be: one that was on its way at a kill is tried again after 20 s.
  const waiting = `SELECT data->>'id' FROM channels.job WHERE name LIKE 'notes-embedded/%' AND name NOT LIKE '%/dead' AND state IN ('created', 'retry', 'active')`
  const known = `SELECT count(*) FROM (SELECT event FROM notes_embedded.heard UNION ${waiting}) AS one`
  expect(await count(known)).toBe(written)
  expect(await count('SELECT count(*) - count(DISTINCT event) AS count FROM notes_embedded.heard')).toBe(0)
  await client.end()
})
