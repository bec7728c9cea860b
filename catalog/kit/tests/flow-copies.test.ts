import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type TestContext, test, vi } from 'vitest'
import { recordEvents } from '../testing/events.ts'
import { freshDatabase } from '../testing/index.ts'
import { type RunningProcess, run } from './fixture/process.ts'

// Copies as they are deployed: processes of their own, at the pace that they have unless told otherwise.

/** Copies of their own for a test, on a database of their own: most of each test is waiting, so all of them wait at once. */
async function place(onTestFinished: TestContext['onTestFinished']) {
  const databaseUrl = await freshDatabase()
  const copies: RunningProcess[] = []
  const copyOf = async (name: string, env: Record<string, string> = {}) => {
    const script = fileURLToPath(new URL('fixture/flows-process.ts', import.meta.url))
    const copy = run([script], { DATABASE_URL: databaseUrl, PORT: '0', COPY: name, ...env })
    copies.push(copy)
    await copy.says(/(ready)/)
    return copy
  }
  await end(await copyOf('makes the tables'), 'SIGTERM')
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c search_path=flowing' })
  onTestFinished(async () => {
    for (const copy of copies) await end(copy, 'SIGKILL')
    await pool.end()
  })
  return {
    databaseUrl,
    pool,
    copyOf,
    start: async (...subjects: string[]) => {
      for (const subject of subjects)
        await pool.query("INSERT INTO flow (name, subject) VALUES ('received', $1)", [subject])
    },
    effects: async (like: string) =>
      (
        await pool.query<{ subject: string; step: string; key: string; copy: string }>(
          'SELECT * FROM effect WHERE subject LIKE $1 ORDER BY id',
          [like],
        )
      ).rows,
    left: async (like: string) =>
      Number((await pool.query('SELECT count(*) FROM flow WHERE subject LIKE $1', [like])).rows[0].count),
    hang: (like: string, times: number) =>
      pool.query("INSERT INTO trouble VALUES ($1, 'thank', 'hang', $2)", [like, times]),
  }
}

async function end(copy: RunningProcess, signal: NodeJS.Signals): Promise<void> {
  copy.child.kill(signal)
  await copy.ended()
}

test.concurrent('what a killed copy had begun is done by the one that lives, within 15 seconds, each piece once', async ({
  expect,
  onTestFinished,
}) => {
  const { copyOf, start, effects, left, hang } = await place(onTestFinished)
  const dies = await copyOf('dies', { FLOWS_AT_ONCE: '20' })
  await hang('*', 20)
  const subjects = Array.from({ length: 20 }, (_, index) => `dies-${index}`)
  await start(...subjects)
  await vi.waitFor(async () => expect(await effects('dies-%')).toHaveLength(40), { timeout: 10_000, interval: 50 })
  const lives = await copyOf('lives')
  await sleep(500)
  await end(dies, 'SIGKILL')
  const killed = Date.now()
  await vi.waitFor(async () => expect(await left('dies-%')).toBe(0), { timeout: 20_000, interval: 100 })
  expect(Date.now() - killed).toBeLessThan(15_000)
  const made = await effects('dies-%')
  // Begun twice, with one key: the part that is called does it once.
  for (const subject of subjects) {
    const own = made.filter((effect) => effect.subject === subject)
    expect(own.map(({ step, copy }) => `${step} by ${copy}`)).toEqual([
      'open by dies',
      'thank by dies',
      'thank by lives',
    ])
    expect(own[2]?.key).toBe(own[1]?.key)
  }
  expect(lives.output()).not.toContain('attention')
})

test.concurrent('an event that a killed copy was taking begins its flow in the one that lives, within 15 seconds, once', async ({
  expect,
  onTestFinished,
}) => {
  const { databaseUrl, pool, copyOf, effects } = await place(onTestFinished)
  const events = await recordEvents(databaseUrl)
  const both = [await copyOf('one'), await copyOf('two')]
  await pool.query("INSERT INTO trouble VALUES ('*', 'consume', 'hang', 1)")
  await events.publish('dev.compose.thing.closed.v1', 'taken', {}, crypto.randomUUID())
  const taking = () => both.findIndex((copy) => copy.output().includes('consumes taken'))
  await vi.waitFor(() => expect(taking()).not.toBe(-1), { timeout: 10_000, interval: 20 })
  const lives = taking() === 0 ? 'two' : 'one'
  await end(both[taking()]!, 'SIGKILL')
  const killed = Date.now()
  await vi.waitFor(async () => expect(await effects('taken')).toHaveLength(2), { timeout: 20_000, interval: 100 })
  expect(Date.now() - killed).toBeLessThan(15_000)
  await sleep(1000)
  const made = (await effects('taken')).map(({ step, copy }) => `${step} by ${copy}`)
  expect(made).toEqual([`tell by ${lives}`, `note by ${lives}`])
  await events.stop()
}, 40_000)

test.concurrent('a copy that is stopped lets go of what it has begun, and another goes on at once', async ({
  expect,
  onTestFinished,
}) => {
  const { copyOf, start, effects, left, hang } = await place(onTestFinished)
  const stops = await copyOf('stops')
  await hang('stops', 1)
  await start('stops')
  await vi.waitFor(async () => expect(await effects('stops')).toHaveLength(2), { timeout: 10_000, interval: 50 })
  const other = await copyOf('other', { FLOW_LEASE_SECONDS: '600' })
  await end(stops, 'SIGTERM')
  // Longer than the poll of the other would be: it looks when something is begun, and finds this too.
  await start('wakes')
  await end(other, 'SIGTERM')
  await copyOf('third')
  await vi.waitFor(async () => expect(await left('stops')).toBe(0), { timeout: 5000, interval: 50 })
})

test.concurrent('a single copy that was killed goes on when it is there again, behind the last step that it had done', async ({
  expect,
  onTestFinished,
}) => {
  const { copyOf, start, effects, left, hang } = await place(onTestFinished)
  const first = await copyOf('first')
  await hang('alone', 1)
  await start('alone')
  await vi.waitFor(async () => expect(await effects('alone')).toHaveLength(2), { timeout: 10_000, interval: 50 })
  await end(first, 'SIGKILL')
  await copyOf('again')
  await vi.waitFor(async () => expect(await left('alone')).toBe(0), { timeout: 15_000, interval: 50 })
  expect((await effects('alone')).map(({ step }) => step)).toEqual(['open', 'thank', 'thank'])
})

test.concurrent('what waits costs nothing: as many transactions with a thousand records as with none', async ({
  expect,
  onTestFinished,
}) => {
  // Beside each other, so that a busy machine falls on both alike.
  const [empty, full] = await Promise.all([place(onTestFinished), place(onTestFinished)])
  await Promise.all([empty.copyOf('idle'), full.copyOf('idle')])
  // A thousand that are done and wait for an event, hundreds that need attention or wait for what is away.
  await full.pool.query("INSERT INTO flow_step SELECT 'idle-' || n, 'open', '1' FROM generate_series(1, 1000) n")
  await full.pool.query(`INSERT INTO flow (name, subject, state, due_at, step, tries, failed_at, words)
    SELECT 'received', 'idle-' || n, CASE WHEN n % 2 = 0 THEN 'refused' ELSE 'open' END, now() + interval '1 hour', 'thank', 20, now(), ''
    FROM generate_series(1, 600) n`)
  await full.pool.query("INSERT INTO flow (name, subject) SELECT 'closed', 'idle-' || n FROM generate_series(1, 600) n")
  const transactions = async ({ pool }: typeof full) => {
    const [before, began] = [await counted(pool), Date.now()]
    await sleep(10_000)
    // A busy machine sleeps longer, and what goes by the clock goes on meanwhile.
    return ((await counted(pool)) - before) * (10_000 / (Date.now() - began))
  }
  const [none, many] = (await Promise.all([transactions(empty), transactions(full)])) as [number, number]
  expect(many).toBeLessThanOrEqual(none + 10)
  // Those of the channel and the look for what others left, in ten seconds.
  expect(many).toBeLessThan(100)
}, 40_000)

async function counted(pool: pg.Pool): Promise<number> {
  await pool.query('SELECT pg_stat_force_next_flush()')
  await sleep(100)
  return Number(
    (
      await pool.query(
        'SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = current_database()',
      )
    ).rows[0].n,
  )
}
