import { everyRound, signOut } from '@composed/kit'
import type { Queries } from './queries.ts'
import { nextRound } from './rights.ts'

/** Removes what has expired. Reads never see it, so how often this runs does not matter. */
export async function sweepRecords(db: Queries): Promise<void> {
  await db.query('DELETE FROM oidc_record WHERE expires_at <= now()')
}

/** Signs the person out everywhere, at once: sessions, codes that were not yet exchanged, sign-ins under way, access tokens. */
export async function endSessions(db: Queries, personId: string): Promise<void> {
  await db.query('DELETE FROM oidc_record WHERE account_id = $1 OR position($1 in payload::text) > 0', [personId])
  await signOut(db, personId, (await nextRound(db, personId)) ?? everyRound)
}
