import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { socketFolder, startPostgres } from '../src/postgres.ts'
import { run } from './fixture/process.ts'

// Flows whose Postgres is killed again and again while they are worked off.
const folder = mkdtempSync(join(tmpdir(), 'kit-flows-away-'))
const data = join(folder, 'data')
const sockets = socketFolder()
let postgres = await startPostgres(data, [], sockets)
const script = fileURLToPath(new URL('fixture/flows-process.ts', import.meta.url))
const copy = run([script], { DATABASE_URL: postgres.url, PORT: '0', FLOW_LEASE_SECONDS: '2' })
afterAll(async () => {
  copy.child.kill('SIGKILL')
  await copy.ended()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function inDatabase<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=flowing' })
  await client.connect()
  try {
    return (await client.query<T>(sql, values)).rows
  } finally {
    await client.end()
  }
}

const told = () =>
  copy
    .output()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as { level: number; msg: string }] : []))
    .filter(({ level }) => level > 30)
    .map(({ msg }) => msg)

test('flows outlive every restart of their Postgres, do each step, and say once that it was away', {
  timeout: 120_000,
}, async () => {
  await copy.says(/(ready)/)
  // Slow steps, so that some are being done whenever it goes away.
  await inDatabase("INSERT INTO trouble (subject, step, kind, times) VALUES ('*', 'open', 'slow', 1000)")
  const flows = 60
  await inDatabase("INSERT INTO flow (name, subject) SELECT 'received', 'one-' || g FROM generate_series(1, $1) g", [
    flows,
  ])
  const lines: string[] = []
  for (const [signal, away] of [
    ['SIGKILL', 500],
    ['SIGINT', 3000],
  ] as const) {
    const [before] = await inDatabase<{ left: string }>('SELECT count(*) AS left FROM flow')
    expect(Number(before?.left)).toBeGreaterThan(8)
    process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), signal)
    await postgres.ended
    await expect.poll(() => told().length, { timeout: 10_000 }).toBe(lines.length + 1)
    await sleep(away)
    await postgres.stop()
    postgres = await startPostgres(data, [], sockets)
    lines.push('the database is away: what needs it is answered with 503 until it is back', 'the database is back')
    await expect.poll(told, { timeout: 10_000 }).toEqual(lines)
    await sleep(500)
  }
  const left = async () => Number((await inDatabase<{ left: string }>('SELECT count(*) AS left FROM flow'))[0]?.left)
  await expect.poll(left, { timeout: 60_000 }).toBe(0)
  const [kept] = await inDatabase<{ kept: string }>('SELECT count(*) AS kept FROM flow_step')
  expect(Number(kept?.kept)).toBe(2 * flows)
  expect(told()).toEqual(lines)
  expect(copy.child.exitCode).toBeNull()
})
