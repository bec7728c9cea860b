import { type Account, publicPart, type Row } from './accounts.ts'
import type { Queries } from './queries.ts'

// What an account may do, and which of its tokens say so.

/**
 * Sets the roles, and tells whether the account was trusted before: naming it for `staff` makes it so. One
 * that was not may be of somebody else than its address says, so its password must not be taken over with the rights.
 */
export async function setRoles(
  db: Queries,
  personId: string,
  roles: string[],
  staff: boolean,
): Promise<{ account: Account; wasTrusted: boolean } | undefined> {
  const rows = await db.query<Row & { was_trusted: boolean }>(
    `UPDATE account SET roles = $2, trusted = before.trusted OR $3
     FROM (SELECT id AS known, trusted FROM account WHERE id::text = $1 FOR UPDATE) AS before
     WHERE id = before.known RETURNING account.*, before.trusted AS was_trusted`,
    [personId.toLowerCase(), roles, staff],
  )
  return rows[0] && { account: publicPart(rows[0]), wasTrusted: rows[0].was_trusted }
}

/** Its person has shown to read what is sent to its address. */
export async function proveAddress(db: Queries, personId: string): Promise<void> {
  await db.query('UPDATE account SET trusted = true WHERE id = $1', [personId])
}

/** Begins another round of sign-ins; gives its number, or undefined without such an account. */
export async function nextRound(db: Queries, personId: string): Promise<number | undefined> {
  const rows = await db.query<{ round: number }>(
    'UPDATE account SET round = round + 1 WHERE id::text = $1 RETURNING round',
    [personId.toLowerCase()],
  )
  return rows[0]?.round
}

/** What an access token says of the person: nothing when the account is disabled or gone, in a round before every other. */
export async function rightsOf(db: Queries, personId: string): Promise<{ roles: string[]; round: number }> {
  const rows = await db.query<{ roles: string[]; round: number }>(
    'SELECT roles, round FROM account WHERE id::text = $1 AND disabled_at IS NULL',
    [personId.toLowerCase()],
  )
  return rows[0] ?? { roles: [], round: -1 }
}
