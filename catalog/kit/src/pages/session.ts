import { randomBytes } from 'node:crypto'
import type { Database } from '../definition.ts'
import { seal, sealedId as sessionId, unseal } from '../seal.ts'
import { tiedTo } from './csrf.ts'
import type { SessionData } from './session-data.ts'

/** Belongs into the service's list of migrations. */
export const sessionMigration = `
CREATE TABLE session (
  id bytea PRIMARY KEY,
  data bytea NOT NULL,
  used_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_used_at ON session (used_at);
`

export interface Sessions {
  /** The session of a cookie, or undefined when there is none or it was idle for more than 2 hours. */
  read(cookie: string): Promise<SessionData | undefined>
  /** A new session; returns its cookie. */
  create(data?: Omit<SessionData, 'csrf'>): Promise<{ cookie: string; data: SessionData }>
  /** Changes a session under a row lock, so that two requests at once lose nothing. A fresh cookie's begins with this. */
  change(cookie: string, alter: (data: SessionData) => void): Promise<SessionData | undefined>
  /** The same data under a new cookie and CSRF token; the old cookie is worthless afterwards. */
  renew(cookie: string, alter: (data: SessionData) => void): Promise<{ cookie: string; data: SessionData }>
  end(cookie: string): Promise<void>
  /** Deletes idle sessions. */
  sweep(): Promise<void>
}

const FRESH = `used_at > now() - interval '2 hours'`
const secret = () => randomBytes(32).toString('base64url')

/**
 * A cookie for somebody who has yet to do anything: nothing is kept of them, so that nobody fills the table by looking
 * around. It holds the time it was given, after which it begins no session any more.
 */
export function freshCookie(): string {
  const bytes = randomBytes(32)
  bytes.writeUInt32BE(seconds())
  return bytes.toString('base64url')
}

export function isFresh(cookie: string): boolean {
  const bytes = Buffer.from(cookie, 'base64url')
  if (bytes.length !== 32) return false
  const age = seconds() - bytes.readUInt32BE()
  // Another copy of the service gave it, whose clock may be ahead.
  return age > -60 && age < 7200
}

/** What forms carry before there is a session, and in it as well. */
export const csrfOf = (cookie: string) => tiedTo(cookie, 'csrf')

const seconds = () => Math.floor(Date.now() / 1000)

/** Server-side sessions in the service's own schema. */
export function sessions(db: Database): Sessions {
  const insert = 'INSERT INTO session (id, data) VALUES ($1, $2)'
  const open = (cookie: string, row: { data: Buffer }) => unseal(cookie, row.data) as SessionData
  return {
    async read(cookie) {
      const id = sessionId(cookie)
      const [row] = await db.query<{ data: Buffer; stale: boolean }>(
        `SELECT data, used_at < now() - interval '1 minute' AS stale FROM session WHERE id = $1 AND ${FRESH}`,
        [id],
      )
      if (row?.stale) await db.query('UPDATE session SET used_at = now() WHERE id = $1', [id])
      return row && open(cookie, row)
    },
    async create(data = {}) {
      const cookie = freshCookie()
      const all = { ...data, csrf: csrfOf(cookie) }
      await db.query(insert, [sessionId(cookie), seal(cookie, all)])
      return { cookie, data: all }
    },
    change: (cookie, alter) =>
      db.transaction(async (tx) => {
        if (isFresh(cookie))
          await tx.query(
            `${insert} ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data, used_at = now() WHERE NOT session.${FRESH}`,
            [sessionId(cookie), seal(cookie, { csrf: csrfOf(cookie) })],
          )
        const [row] = await tx.query<{ data: Buffer }>(
          `SELECT data FROM session WHERE id = $1 AND ${FRESH} FOR UPDATE`,
          [sessionId(cookie)],
        )
        if (row === undefined) return undefined
        const data = open(cookie, row)
        alter(data)
        await tx.query('UPDATE session SET data = $2, used_at = now() WHERE id = $1', [
          sessionId(cookie),
          seal(cookie, data),
        ])
        return data
      }),
    renew: (cookie, alter) =>
      db.transaction(async (tx) => {
        const [row] = await tx.query<{ data: Buffer }>(
          `DELETE FROM session WHERE id = $1 AND ${FRESH} RETURNING data`,
          [sessionId(cookie)],
        )
        const data = { ...(row && open(cookie, row)), csrf: secret() }
        alter(data)
        const next = secret()
        await tx.query(insert, [sessionId(next), seal(next, data)])
        return { cookie: next, data }
      }),
    async end(cookie) {
      await db.query('DELETE FROM session WHERE id = $1', [sessionId(cookie)])
    },
    async sweep() {
      await db.query(`DELETE FROM session WHERE NOT (${FRESH})`)
    },
  }
}
