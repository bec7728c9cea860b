import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { freshDatabase, type StartedComponent, startComponent } from '../testing/index.ts'
import { begin, flowing } from './fixture/flows.ts'
import { type RunningProcess, run } from './fixture/process.ts'

// Services of before had a DBOS workflow for each record, which slept. What is open in one is carried over, by the real
// library: nothing is lost and nothing done twice.

const databaseUrl = await freshDatabase()
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c search_path=flowing' })
let component: StartedComponent | undefined
let old: RunningProcess | undefined
afterAll(async () => {
  old?.child.kill('SIGKILL')
  await old?.ended()
  await component?.stop()
  await pool.end()
})

const within = { timeout: 15_000, interval: 50 }
const env = { FLOW_LEASE_SECONDS: '2' }
const startNew = () => startComponent(flowing, { databaseUrl, env })

async function startOld(): Promise<RunningProcess> {
  const script = fileURLToPath(new URL('fixture/old-workflows.ts', import.meta.url))
  const started = run([script], { DATABASE_URL: databaseUrl })
  await started.says(/(ready)/)
  return started
}

async function say(line: string): Promise<void> {
  old!.child.stdin!.write(`${line}\n`)
  await old!.says(new RegExp(`(did ${line})\n`))
}

const record = (reference: string, started = true) =>
  pool.query('INSERT INTO record VALUES ($1, $2)', [reference, started])

const effects = async (subject: string) =>
  (
    await pool.query<{ step: string; key: string; copy: string }>(
      'SELECT step, key, copy FROM effect WHERE subject = $1 ORDER BY id',
      [subject],
    )
  ).rows
const steps = async (subject: string) => (await effects(subject)).map(({ step, copy }) => `${step} by ${copy}`)
const waits = (subject: string, times = 1) =>
  vi.waitFor(async () => {
    const { rows } = await pool.query(
      "SELECT 1 FROM dbos.operation_outputs WHERE workflow_uuid = $1 AND function_name = 'await closed'",
      [subject],
    )
    expect(rows).toHaveLength(times)
  }, within)
const has = (subject: string, ...wanted: string[]) =>
  vi.waitFor(async () => expect(await steps(subject)).toEqual(wanted), within)
const close = (...subjects: string[]) =>
  component!.db.transaction(async (tx) => {
    for (const subject of subjects) await begin(tx, 'closed', subject)
  })

test('open workflows of before are carried over: each step is done once, by whom it may be', async () => {
  const first = await startNew()
  await first.stop()
  const own = ['sleeps', 'told', 'in-step', 'in-close', 'refused', 'over', 'is-late']
  for (const reference of own) await record(reference)
  await record('never-begun', false)
  old = await startOld()
  for (const reference of ['sleeps', 'told', 'over', 'is-late', 'foreign']) await say(`start ${reference}`)
  await say('start in-step thank hangs')
  await say('start in-close tell hangs')
  await say('start refused thank refused')
  await Promise.all(['sleeps', 'told', 'over', 'in-close', 'foreign'].map((one) => waits(one)))
  await waits('is-late', 2)
  await say('tell over')
  await say('tell in-close')
  await has('over', 'open by old', 'thank by old', 'tell by old', 'note by old')
  await has('in-close', 'open by old', 'thank by old', 'tell by old')
  await has('in-step', 'open by old', 'thank by old')
  await sleep(500)
  old.child.kill('SIGKILL')
  await old.ended()
  // As a copy of before hands over an event and ends.
  await pool.query(
    `INSERT INTO dbos.notifications (destination_uuid, topic, message) VALUES ('told', 'closed', '{"json":{}}')`,
  )

  component = await startNew()
  await has('in-step', 'open by old', 'thank by old', 'thank by here')
  await has('in-close', 'open by old', 'thank by old', 'tell by old', 'tell by here', 'note by here')
  await has('refused', 'open by old', 'thank by old', 'thank by here')
  await has('told', 'open by old', 'thank by old', 'tell by here', 'note by here')
  await has('never-begun', 'open by here', 'thank by here')
  await close('sleeps', 'is-late')
  await has('sleeps', 'open by old', 'thank by old', 'tell by here', 'note by here')
  await has('is-late', 'open by old', 'thank by old', 'warn by old', 'tell by here', 'note by here')
  for (const reference of own) {
    const keys = (await effects(reference)).map(({ step, key }) => [step, key])
    for (const [step, key] of keys) expect(key).toBe(`${reference}:${step}`)
  }
  // Who owns the date says so again for a case that was escalated before.
  await component.db.transaction((tx) => begin(tx, 'overdue', 'is-late'))
  await sleep(1000)
  expect((await steps('is-late')).filter((step) => step.startsWith('warn'))).toHaveLength(1)
  expect(await steps('over')).toHaveLength(4)
  expect(await steps('foreign')).toEqual(['open by old', 'thank by old'])
})

test('nothing that a step answered is left where an erasure would not find it, and others keep theirs', async () => {
  await vi.waitFor(async () => {
    const { rows } = await pool.query('SELECT DISTINCT workflow_uuid AS id FROM dbos.operation_outputs')
    expect(rows).toEqual([{ id: 'foreign' }])
  }, within)
  const { rows } = await pool.query("SELECT status FROM dbos.workflow_status WHERE workflow_uuid = 'foreign'")
  expect(rows).toEqual([{ status: 'PENDING' }])
})

test('while a copy of before still lives, what it begins and is told goes on in the new one', async () => {
  old = await startOld()
  await record('rolled')
  await record('rolled-late')
  await say('start rolled')
  await say('start rolled-late thank hangs')
  await has('rolled-late', 'open by old', 'thank by old', 'thank by here')
  await vi.waitFor(async () => {
    const { rows } = await pool.query("SELECT status FROM dbos.workflow_status WHERE workflow_uuid = 'rolled'")
    expect(rows).toEqual([{ status: 'CANCELLED' }])
  }, within)
  await say('tell rolled')
  await has('rolled', 'open by old', 'thank by old', 'tell by here', 'note by here')
})
