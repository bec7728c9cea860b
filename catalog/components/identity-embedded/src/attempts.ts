import { createHash } from 'node:crypto'
import type { Queries } from './queries.ts'

/** Tries that an email address has before sign-in is refused, and for how long, in minutes. */
export const attemptLimit = { tries: 10, minutes: 15 }

/**
 * Counts one try before the password is looked at, so that many at once cannot slip through.
 * @returns false when the address has no try left; the tenth failure starts the wait of 15 minutes
 */
export async function claimAttempt(db: Queries, email: string, now = new Date()): Promise<boolean> {
  const rows = await db.query<{ tries: number }>(
    `INSERT INTO sign_in_attempt AS a (email_digest, tries, until)
     VALUES ($1, 1, $2::timestamptz + make_interval(mins => $3))
     ON CONFLICT (email_digest) DO UPDATE SET
       tries = CASE WHEN a.until <= $2 THEN 1 ELSE LEAST(a.tries, $4) + 1 END,
       until = CASE WHEN a.until <= $2 OR a.tries + 1 = $4 THEN $2::timestamptz + make_interval(mins => $3)
                    ELSE a.until END
     RETURNING tries`,
    [digest(email), now, attemptLimit.minutes, attemptLimit.tries],
  )
  return (rows[0]?.tries ?? 1) <= attemptLimit.tries
}

/** Forgets the tries: after the right password, or because the person is erased. */
export async function forgetAttempts(db: Queries, email: string): Promise<void> {
  await db.query('DELETE FROM sign_in_attempt WHERE email_digest = $1', [digest(email)])
}

/** Removes the counts whose wait is over. */
export async function sweepAttempts(db: Queries, now = new Date()): Promise<void> {
  await db.query('DELETE FROM sign_in_attempt WHERE until <= $1', [now])
}

function digest(email: string): string {
  return createHash('sha256').update(email).digest('hex')
}
