import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Database, Logger, Transaction } from './definition.ts'
import { type Presence, presenceOf } from './presence.ts'

/** Writes one event through the given connection, inside its transaction. The event gets a new id unless one is given. */
export type Publish = (
  type: string,
  subject: string | undefined,
  data: object,
  run: Execute,
  id?: string,
) => Promise<void>

export type Execute = (sql: string, values?: unknown[]) => Promise<{ rows: unknown[] }>

export interface OpenDatabase extends Database {
  /** A transaction that Postgres itself keeps from writing, and that sees everything as it was at one moment. */
  reading<T>(run: (tx: Transaction) => Promise<T>): Promise<T>
  presence: Presence
}

/** case-management-embedded -> case_management_embedded: the name of a component's schema and of its role. */
export function roleOf(id: string): string {
  if (!/^[a-z][a-z0-9-]{0,61}$/.test(id))
    throw new Error(`"${id}" is not a component id: use small letters, digits and hyphens`)
  return id.replaceAll('-', '_')
}

const int8 = 20
const date = 1082

// A Date at local midnight would move a calendar date by the time zone, and counts are far from 2^53.
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return Number
    if (oid === date) return String
    return pg.types.getTypeParser(oid, format)
  },
} as pg.CustomTypesConfig

/** The end of the line in this process, by database: those who wait here need not ask Postgres again and again. */
const line = new Map<string, Promise<unknown>>()

/** Runs `work` on a connection of its own while nobody else, here or in another process, does the same in this database. */
export function exclusively<T>(databaseUrl: string, work: (run: Execute) => Promise<T>): Promise<T> {
  const before = line.get(databaseUrl) ?? Promise.resolve()
  const mine = before.catch(() => {}).then(() => alone(databaseUrl, work))
  line.set(databaseUrl, mine)
  return mine
}

async function alone<T>(databaseUrl: string, work: (run: Execute) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
  })
  // When the server goes away, the query that waits for it fails; nobody else needs to hear of it.
  client.on('error', () => {})
  await client.connect()
  try {
    await takeTurn(client)
    return await work((sql, values) => client.query(sql, values))
  } finally {
    // Ending the session releases the lock.
    await client.end()
  }
}

/**
 * Asks again and again instead of waiting in the database: a statement that waits keeps its snapshot, and for that
 * the holder's CREATE INDEX CONCURRENTLY (pg-boss runs it) would wait in turn, for ever.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(30)) {
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtext('compose:prepare')) AS taken")
    if (rows[0].taken) return
  }
  throw new Error('another process has been preparing this database for more than 60 s')
}

/**
 * Makes a role that cannot sign in, if absent, and lets the current user act as it. Roles belong to the whole server.
 * Before Postgres 16 every member may.
 */
export async function ensureRole(run: Execute, role: string): Promise<void> {
  await run(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
    IF NOT pg_has_role(current_user, '${role}', CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN EXECUTE format('GRANT ${role} TO %I', current_user); END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- made meanwhile through another database
  END $$`)
}

/** The component's role and schema, which nobody else may read. Call it under `exclusively`. */
export async function ensureSchema(run: Execute, role: string): Promise<void> {
  await ensureRole(run, role)
  await run(`CREATE SCHEMA IF NOT EXISTS ${role} AUTHORIZATION ${role}`)
}

/**
 * Opens the component's schema through its own role. `publish` carries events into the channel.
 * The role guards against mistakes: it is taken by the session of `databaseUrl`, whose user could take another.
 */
export function openDatabase(databaseUrl: string, role: string, log: Logger, publish: Publish): OpenDatabase {
  const limits = '-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s'
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: role,
    options: `-c role=${role} -c search_path=${role} ${limits}`,
    max: 8,
    connectionTimeoutMillis: 5000,
    types,
  })
  const presence = presenceOf(databaseUrl, log)
  // A connection that breaks while nothing listens ends the process; and while it is lent out the pool does not listen.
  pool.on('error', presence.heard)
  pool.on('connect', (client) => client.on('error', presence.heard))

  /** While the database is known to be away, nobody waits for a connection that will not come about. */
  async function told<T>(work: () => Promise<T>): Promise<T> {
    if (presence.away) throw new DatabaseAway()
    try {
      return await work()
    } catch (error) {
      presence.heard(error)
      throw error
    }
  }

  async function within<T>(begin: string, run: (tx: Transaction) => Promise<T>): Promise<T> {
    const afterwards: (() => Promise<void>)[] = []
    const result = await committed(begin, run, afterwards)
    for (const work of afterwards) await work()
    return result
  }

  async function committed<T>(
    begin: string,
    run: (tx: Transaction) => Promise<T>,
    afterwards: (() => Promise<void>)[],
  ): Promise<T> {
    const client = await pool.connect()
    let broken = false
    try {
      await client.query(begin)
      const result = await run(transactionOn(client, publish, afterwards))
      const ended = await client.query('COMMIT')
      // Postgres answers COMMIT with ROLLBACK when a statement failed and its error was swallowed.
      if (ended.command !== 'COMMIT') throw new Error('The transaction could not commit: a statement in it had failed')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        broken = true
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  return {
    transaction: (run) => told(() => within('BEGIN', run)),
    reading: (run) => told(() => within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', run)),
    query: (sql, values) => told(async () => (await pool.query(sql, values)).rows),
    presence,
    close: () => pool.end(),
  }
}

/** Thrown instead of trying again to connect; the code is Postgres's own for a connection that cannot be made. */
class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway'
  readonly code = '08001'
}

function transactionOn(client: pg.PoolClient, publish: Publish, afterwards: (() => Promise<void>)[]): Transaction {
  return {
    query: async (sql, values) => (await client.query(sql, values)).rows,
    publish: (type, subject, data) => publish(type, subject, data, (sql, values) => client.query(sql, values)),
    afterCommit: (work) => {
      afterwards.push(work)
    },
  }
}

/**
 * For the WHERE of a statement: its commit is not waited for until it is on the disk. For what is only a note of what was
 * done: when Postgres itself dies at this moment, the work is done again, with the keys that it had.
 */
export const unhurried = "set_config('synchronous_commit', 'off', true) = 'off'"

/** Runs the migrations that have not run yet, each in a transaction. Throws when one that ran was changed since. */
export async function migrate(db: Database, migrations: readonly string[]): Promise<void> {
  await db.query(
    'CREATE TABLE IF NOT EXISTS kit_migration (number int PRIMARY KEY, digest text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
  )
  const ran = await db.query<{ number: number; digest: string }>(
    'SELECT number, digest FROM kit_migration ORDER BY number',
  )
  for (const [index, sql] of migrations.entries()) {
    const digest = createHash('sha256').update(sql).digest('hex')
    const before = ran[index]?.digest
    if (before === digest) continue
    if (before) throw new Error(`Migration ${index + 1} was changed after it ran: put it back and append a new one`)
    await db.transaction(async (tx) => {
      await tx.query(sql)
      await tx.query('INSERT INTO kit_migration (number, digest) VALUES ($1, $2)', [index + 1, digest])
    })
  }
}
