import { type Execute, ensureRole } from './database.ts'
import type { Database, Transaction } from './definition.ts'
import { sealedId } from './seal.ts'

// Access tokens are checked by their signature, wherever they come. Those of a person who was signed out would hold until
// they expire, so each says in which round of sign-ins it was given out, and the rounds that are over stand in one table
// that all components of a place read. People are known there by a hash of their id.

const schema = 'kit_place'

/** Makes the table, if absent, and lets a component's role use it. Call it under `exclusively`. */
export async function ensureSignedOut(run: Execute, role: string): Promise<void> {
  await ensureRole(run, schema)
  await run(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  await run(`CREATE TABLE IF NOT EXISTS ${schema}.signed_out (
    person bytea PRIMARY KEY, round int NOT NULL, at timestamptz NOT NULL DEFAULT now())`)
  const { rows } = await run(`SELECT has_table_privilege('${schema}', '${schema}.signed_out', 'DELETE') AS granted`)
  if (!(rows[0] as { granted: boolean }).granted) {
    await run(`GRANT USAGE ON SCHEMA ${schema} TO ${schema}`)
    await run(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.signed_out TO ${schema}`)
  }
  await run(`GRANT ${schema} TO ${role}`)
}

/** The round of someone who is gone for good: no token is of a later one. */
export const everyRound = 2 ** 31 - 1

/** Ends every access token of a person that was given out before this round, from the commit on. */
export async function signOut(tx: Pick<Transaction, 'query'>, subject: string, round: number): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.signed_out AS known (person, round) VALUES ($1, $2)
     ON CONFLICT (person) DO UPDATE SET round = greatest(known.round, EXCLUDED.round), at = now()`,
    [sealedId(subject), round],
  )
}

export async function isSignedOut(db: Pick<Database, 'query'>, subject: string, round: number): Promise<boolean> {
  const found = await db.query(`SELECT FROM ${schema}.signed_out WHERE person = $1 AND round > $2`, [
    sealedId(subject),
    round,
  ])
  return found.length > 0
}

/** Forgets whom no token can be of any more. */
export async function sweepSignedOut(tx: Pick<Transaction, 'query'>, now: Date): Promise<void> {
  await tx.query(`DELETE FROM ${schema}.signed_out WHERE at < $1::timestamptz - interval '1 day'`, [now])
}
