import { randomUUID } from 'node:crypto'
import { CloudEvent as SdkEvent } from 'cloudevents'
import type { JobResult, PgBoss } from 'pg-boss'
import { type Execute, ensureRole, exclusively, type Publish, unhurried } from './database.ts'
import { lost } from './database-errors.ts'
import type { CloudEvent, Consumer, Database, Logger } from './definition.ts'
import { presenceOf } from './presence.ts'

const schema = 'channels'

/**
 * Seconds a consumer may take for one event. After a kill another copy tries it again once they are over and that was seen;
 * should the first one be alive after all, the inbox lets one of them through.
 */
const patience = 6
const seenAfter = 3

/** Some at a time, since asking for the next takes as long as most consumers do; each stands for itself. */
const taking = {
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 1,
  batchSize: 8,
  perJobResults: true,
} as const

export interface Channel {
  /** What a component's transactions publish with. */
  publisher(source: string): Publish
  /** Hands every event whose type fits `pattern` (a type, or a prefix ending in `.*`) to `consume`, once per event id. */
  subscribe(subscriber: string, pattern: string, db: Database, consume: Consumer): Promise<void>
  close(): Promise<void>
}

interface Shared {
  boss: Promise<PgBoss>
  users: number
}

// Several components in one process share one pg-boss, with its connections and its timers.
const shared = new Map<string, Shared>()

/** Opens the event channel in this database, installing it on first use. */
export async function openChannel(databaseUrl: string, log: Pick<Logger, 'warn'>): Promise<Channel> {
  const entry = shared.get(databaseUrl) ?? { boss: startBoss(databaseUrl, log), users: 0 }
  shared.set(databaseUrl, entry)
  entry.users++
  const boss = await entry.boss.catch((error) => {
    // The next one to open it tries again.
    shared.delete(databaseUrl)
    throw error
  })
  const queues: string[] = []
  return {
    publisher:
      (source) =>
      (type, subject, data, run, id = randomUUID()) =>
        publish(boss, newEvent(source, type, subject, data, id), run),
    subscribe: async (subscriber, pattern, db, consume) => {
      // Queues are tables, so they are made one process at a time like all other tables.
      const queue = await exclusively(databaseUrl, () => makeQueue(boss, subscriber, pattern))
      queues.push(queue)
      const worker = await boss.work<object, JobResult, typeof taking>(queue, taking, async (jobs) => {
        try {
          return await each(jobs, (data) => once(db, queue, new SdkEvent(data), consume))
        } finally {
          // More may wait behind them; left alone, pg-boss would look for it only a second later.
          boss.notifyWorker(worker)
        }
      })
    },
    close: async () => {
      await Promise.all(queues.map((queue) => boss.offWork(queue)))
      entry.users--
      if (entry.users > 0) return
      shared.delete(databaseUrl)
      await boss.stop({ graceful: true, timeout: 5000 })
    },
  }
}

async function startBoss(databaseUrl: string, log: Pick<Logger, 'warn'>): Promise<PgBoss> {
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: schema,
    schema,
    max: 3,
    useListenNotify: true,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: seenAfter,
    monitorIntervalSeconds: seenAfter,
  })
  const presence = presenceOf(databaseUrl, log)
  // Without a listener an error would end the process. Its message may hold an event, so only its name is told.
  boss.on('error', (error) => {
    if (lost(error)) presence.heard(error)
    else log.warn({ error: error.name }, 'the event channel met an error')
  })
  await exclusively(databaseUrl, async (run) => {
    await boss.start()
    await ensureRole(run, schema)
    // Once only: a grant rewrites the catalogue's rows, which another process may be reading to make its queues.
    const { rows } = await run(`SELECT has_table_privilege('${schema}', '${schema}.subscription', 'DELETE') AS granted`)
    if ((rows[0] as { granted: boolean }).granted) return
    await run(`GRANT USAGE ON SCHEMA ${schema} TO ${schema}`)
    await run(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${schema}`)
  })
  return boss
}

/** Lets a component's role publish. Call it under `exclusively`, once the channel is open. */
export async function allowPublishing(run: Execute, role: string): Promise<void> {
  await run(`GRANT ${schema} TO ${role}`)
}

async function makeQueue(boss: PgBoss, subscriber: string, pattern: string): Promise<string> {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?$/.test(pattern))
    throw new Error(`"${pattern}" is not an event type or a prefix ending in .*`)
  const queue = `${subscriber}/${pattern.replace(/\.\*$/, '.all')}`
  const dead = `${queue}/dead`
  await boss.createQueue(dead, { retentionSeconds: 90 * 86_400 })
  // An event is tried for months, whatever is away meanwhile: what it tells of has happened.
  const settings = {
    deadLetter: dead,
    retryLimit: 100_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: patience,
    retentionSeconds: 180 * 86_400,
    notify: true,
  }
  await boss.createQueue(queue, settings)
  // One that was there before keeps its settings otherwise.
  await boss.updateQueue(queue, settings)
  await boss.subscribe(pattern, queue)
  return queue
}

/** One copy to every queue whose subscription fits: a prefix also gets types that nobody knew when it subscribed. */
async function publish(boss: PgBoss, event: SdkEvent<object>, run: Execute): Promise<void> {
  const fits = "event = $1 OR (right(event, 2) = '.*' AND starts_with($1, left(event, -1)))"
  const found = await run(`SELECT DISTINCT name FROM ${schema}.subscription WHERE ${fits}`, [event.type])
  const db = { executeSql: async (sql: string, values?: unknown[]) => await run(sql, values) }
  for (const { name } of found.rows as { name: string }[]) await boss.send(name, event.toJSON(), { db })
}

function newEvent(
  source: string,
  type: string,
  subject: string | undefined,
  data: object,
  id: string,
): SdkEvent<object> {
  const about = subject === undefined ? {} : { subject }
  const time = new Date().toISOString()
  return new SdkEvent({ id, source, type, ...about, time, datacontenttype: 'application/json', data })
}

/**
 * One event after the other: one that fails keeps none of the others back. Those whose turn does not come in time are handed
 * out again.
 */
async function each(
  jobs: readonly { id: string; data: object }[],
  take: (data: object) => Promise<void>,
): Promise<JobResult[]> {
  const results: JobResult[] = []
  const until = performance.now() + (patience / 2) * 1000
  for (const { id, data } of jobs) {
    try {
      if (performance.now() > until) throw new Error('its turn did not come in time')
      await take(data)
      results.push({ id, status: 'completed' })
    } catch (error) {
      // Its message may hold what an event is about.
      results.push({ id, status: 'failed', output: { error: error instanceof Error ? error.name : typeof error } })
    }
  }
  return results
}

/**
 * The inbox row and the consumer's effects commit together, so a repeated delivery changes nothing. They are on the disk
 * before the event counts as taken, which is written after them in the same database.
 */
async function once(db: Database, queue: string, event: CloudEvent, consume: Consumer): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = await tx.query(
      `INSERT INTO kit_inbox (queue, event) SELECT $1, $2 WHERE ${unhurried} ON CONFLICT DO NOTHING RETURNING 1`,
      [queue, event.id],
    )
    if (fresh.length > 0) await consume(event, tx)
  })
}
