import pg from 'pg'
import { openChannel } from '../src/channel.ts'

/** A CloudEvent as JSON. */
export interface RecordedEvent {
  id: string
  type: string
  source: string
  subject?: string
  time: string
  data: Record<string, unknown>
}

export interface EventRecorder {
  /** All, or those that have at least what is given. */
  events(like?: Partial<RecordedEvent>): Promise<RecordedEvent[]>
  /** A given id makes it a repeated delivery of that event. */
  publish(type: string, subject: string | undefined, data: object, id?: string): Promise<void>
  /** Runs SQL in the database of the events. */
  run(sql: string, values: unknown[]): Promise<void>
  /** How many deliveries wait or run. */
  unsettled(): Promise<number>
  stop(): Promise<void>
}

const queue = 'test-recorder'

/** Subscribes a queue that nobody empties, and reads it. */
export async function recordEvents(databaseUrl: string): Promise<EventRecorder> {
  const channel = await openChannel(databaseUrl, { warn: () => {} })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  // Without a listener an error would end the run: the server may go away before the last connection has been closed.
  pool.on('error', () => {})
  await pool.query(`SELECT channels.create_queue('${queue}', '{"policy":"standard"}')`)
  await pool.query('INSERT INTO channels.subscription (event, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    'dev.compose.*',
    queue,
  ])
  const publish = channel.publisher('/components/test')
  return {
    events: async (like = {}) => {
      const found = `SELECT data FROM channels.job WHERE name = '${queue}' AND data @> $1 ORDER BY created_on, ctid`
      return (await pool.query(found, [like])).rows.map(({ data }) => data)
    },
    publish: (type, subject, data, id) => publish(type, subject, data, (sql, values) => pool.query(sql, values), id),
    run: async (sql, values) => {
      await pool.query(sql, values)
    },
    unsettled: async () => {
      const waiting = `name <> '${queue}' AND name NOT LIKE '%/dead' AND state IN ('created', 'retry', 'active')`
      return Number((await pool.query(`SELECT count(*) FROM channels.job WHERE ${waiting}`)).rows[0].count)
    },
    stop: async () => {
      await pool.end()
      await channel.close()
    },
  }
}
