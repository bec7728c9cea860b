import { randomBytes } from 'node:crypto'
import { digest } from './attempts.ts'
import type { Queries } from './queries.ts'

// A browser in which somebody signed in has a cookie that says nothing of the person; here stands for which accounts it
// may go on trying when others have used up the tries. (OWASP calls this a device cookie.)

/** For how many days a browser stays known after a sign-in. */
export const knownDays = 180

/** A name for a browser that has none yet. */
export function newDevice(): string {
  return randomBytes(24).toString('base64url')
}

/** The given name when this account was signed in there. */
export async function knownDevice(db: Queries, email: string, device: string | undefined): Promise<string | undefined> {
  if (device === undefined) return undefined
  const rows = await db.query('SELECT 1 FROM known_device WHERE email_digest = $1 AND device_digest = $2', [
    digest(email),
    digest(device),
  ])
  return rows.length > 0 ? device : undefined
}

export async function rememberDevice(db: Queries, email: string, device: string): Promise<void> {
  await db.query(
    `INSERT INTO known_device (email_digest, device_digest) VALUES ($1, $2)
     ON CONFLICT (email_digest, device_digest) DO UPDATE SET at = now()`,
    [digest(email), digest(device)],
  )
}

/** When the person is erased. */
export async function forgetDevices(db: Queries, email: string): Promise<void> {
  await db.query('DELETE FROM known_device WHERE email_digest = $1', [digest(email)])
}

export async function sweepDevices(db: Queries): Promise<void> {
  await db.query('DELETE FROM known_device WHERE at <= now() - make_interval(days => $1)', [knownDays])
}
