import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { lost } from './database-errors.ts'
import type { Logger } from './definition.ts'

/** Whether a database answers, as this process knows it. */
export interface Presence {
  readonly away: boolean
  /** Whether it is away or was lost a moment ago: what comes of that needs no line of its own. */
  readonly inDoubt: boolean
  /**
   * Takes every error of a connection. When the database is away, that is told once; it is asked until it answers, and
   * that is told once too.
   */
  heard(error: unknown): void
}

type Told = Pick<Logger, 'warn'>

/** Milliseconds between two questions whether the database is back. */
const pace = 500

// One for all that a process has to do with a database: its components, its channel.
const known = new Map<string, Presence>()

export function presenceOf(databaseUrl: string, log: Told): Presence {
  const found = known.get(databaseUrl) ?? watch(databaseUrl, log)
  known.set(databaseUrl, found)
  return found
}

/** True for an error that comes of a database being away, which was told already. */
export function alreadyTold(error: unknown): boolean {
  return lost(error) && [...known.values()].some(({ inDoubt }) => inDoubt)
}

/** One line for work in the background that failed and is tried again; none when that comes of a database being away. */
export function tellFailed(log: Told, error: unknown, words: string): void {
  if (!alreadyTold(error)) log.warn({ error: error instanceof Error ? error.name : typeof error }, words)
}

function watch(databaseUrl: string, log: Told): Presence {
  let away = false
  let asking = false
  const ask = async (error: unknown): Promise<void> => {
    const since = Date.now()
    if (await answers(databaseUrl)) {
      log.warn({ error: nameOf(error) }, 'a database connection broke')
      return
    }
    away = true
    log.warn({ error: nameOf(error) }, 'the database is away: what needs it is answered with 503 until it is back')
    // A process that ends meanwhile does not wait for it.
    do await sleep(pace, undefined, { ref: false })
    while (!(await answers(databaseUrl)))
    away = false
    log.warn({ seconds: Math.round((Date.now() - since) / 1000) }, 'the database is back')
  }
  return {
    get away() {
      return away
    },
    get inDoubt() {
      return asking
    },
    heard(error) {
      if (asking || !lost(error)) return
      asking = true
      ask(error).finally(() => {
        asking = false
      })
    },
  }
}

/** A refusal is an answer as well, unless it is that of a server that starts or stops. */
async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000, query_timeout: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch (error) {
    return !lost(error) && !/timeout/i.test((error as Error).message)
  } finally {
    // Not awaited: the end of a connection that never came about may never be told.
    client.end().catch(() => {})
  }
}

/** Never its message, which may hold an address. */
function nameOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException
  return code ?? name
}
