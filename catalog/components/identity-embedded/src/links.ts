import { createHash, randomBytes } from 'node:crypto'
import type { Queries } from './queries.ts'

/** How long a link works, and how many an address may be sent in an hour: nobody shall flood a mailbox from here. */
export const linkLimit = { minutes: 60, perHour: 3 }

/** Makes a link for an address; gives its secret part, or undefined when the address was sent enough of them. */
export async function makeLink(db: Queries, email: string): Promise<string | undefined> {
  const secret = randomBytes(32).toString('base64url')
  const made = await db.query(
    `INSERT INTO link (digest, email, until)
     SELECT $1, $2, now() + make_interval(mins => $3)
     WHERE (SELECT count(*) FROM link WHERE email = $2 AND asked_at > now() - interval '1 hour') < $4 RETURNING 1`,
    [digest(secret), email, linkLimit.minutes, linkLimit.perHour],
  )
  return made.length > 0 ? secret : undefined
}

/** The address that a link was sent to, while it works. */
export async function addressOf(db: Queries, secret: string): Promise<string | undefined> {
  const rows = await db.query<{ email: string }>('SELECT email FROM link WHERE digest = $1 AND until > now()', [
    digest(secret),
  ])
  return rows[0]?.email
}

/** Takes a link, which works for one; gives its address. */
export async function takeLink(db: Queries, secret: string): Promise<string | undefined> {
  // Not now(), which is when this transaction began: to another that began before, the link would still work.
  const rows = await db.query<{ email: string }>(
    'UPDATE link SET until = asked_at WHERE digest = $1 AND until > now() RETURNING email',
    [digest(secret)],
  )
  return rows[0]?.email
}

/** Removes links that no longer work and no longer count. */
export async function sweepLinks(db: Queries): Promise<void> {
  await db.query(`DELETE FROM link WHERE until <= now() AND asked_at < now() - interval '1 hour'`)
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
