import type { Queries } from './queries.ts'

/** Removes what has expired. Reads never see it, so how often this runs does not matter. */
export async function sweepRecords(db: Queries): Promise<void> {
  await db.query('DELETE FROM oidc_record WHERE expires_at <= now()')
}

/** Signs the person out here: ends sessions, and codes that were not yet exchanged. */
export async function endSessions(db: Queries, personId: string): Promise<void> {
  await db.query('DELETE FROM oidc_record WHERE account_id = $1', [personId])
}
