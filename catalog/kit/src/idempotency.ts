import { createHash } from 'node:crypto'
import type { Input } from './contract.ts'
import type { Transaction } from './definition.ts'
import { Problem } from './problem.ts'

/** The kit's own tables in every component's schema. */
export const kitTables = `
  CREATE TABLE IF NOT EXISTS kit_idempotency (
    operation text NOT NULL, subject text NOT NULL, key text NOT NULL, digest text NOT NULL,
    status int, body text, headers jsonb, at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (operation, subject, key));
  CREATE INDEX IF NOT EXISTS kit_idempotency_at ON kit_idempotency (at);
  CREATE TABLE IF NOT EXISTS kit_inbox (
    queue text NOT NULL, event text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue, event));
  CREATE INDEX IF NOT EXISTS kit_inbox_at ON kit_inbox (at);
  CREATE TABLE IF NOT EXISTS kit_taken (
    what text PRIMARY KEY, level double precision NOT NULL, at timestamptz NOT NULL);
  CREATE INDEX IF NOT EXISTS kit_taken_at ON kit_taken (at)`

export interface Outcome {
  status: number
  body: unknown
  headers: Record<string, string>
}

/** Who repeats what. */
export interface Claim {
  operation: string
  subject: string
  key: string
  input: Input
}

/**
 * Runs `work` unless this key has an answer already, which then is given again with `Idempotency-Replayed: true`.
 * All in the caller's transaction: a concurrent duplicate waits for the first one's row. Throws Problem idempotency-key-reused.
 */
export async function idempotently(tx: Transaction, claim: Claim, work: () => Promise<Outcome>): Promise<Outcome> {
  const id = [claim.operation, claim.subject, claim.key]
  const digest = createHash('sha256').update(canonical(claim.input)).digest('hex')
  const claimed = await tx.query(
    'INSERT INTO kit_idempotency (operation, subject, key, digest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1',
    [...id, digest],
  )
  const where = 'WHERE operation = $1 AND subject = $2 AND key = $3'
  if (claimed.length > 0) {
    const outcome = await work()
    const body = outcome.body === undefined ? null : JSON.stringify(outcome.body)
    await tx.query(`UPDATE kit_idempotency SET status = $4, body = $5, headers = $6 ${where}`, [
      ...id,
      outcome.status,
      body,
      outcome.headers,
    ])
    return outcome
  }
  const [before] = await tx.query<{
    digest: string
    status: number
    body: string | null
    headers: Record<string, string>
  }>(`SELECT digest, status, body, headers FROM kit_idempotency ${where}`, id)
  if (!before)
    throw new Problem('unavailable', 'The first request with this key has just been cleared away: send it again.')
  if (before.digest !== digest)
    throw new Problem('idempotency-key-reused', 'Use a new Idempotency-Key for a different request.')
  const body = before.body === null ? undefined : JSON.parse(before.body)
  return { status: before.status, body, headers: { ...before.headers, 'idempotency-replayed': 'true' } }
}

/** Answers are kept for 7 days, the ids of consumed events for 90: longer than any retry; what was taken, for a day. */
export async function sweepKitTables(tx: Transaction, now: Date): Promise<void> {
  await tx.query("DELETE FROM kit_idempotency WHERE at < $1::timestamptz - interval '7 days'", [now])
  await tx.query("DELETE FROM kit_inbox WHERE at < $1::timestamptz - interval '90 days'", [now])
  await tx.query("DELETE FROM kit_taken WHERE at < $1::timestamptz - interval '1 day'", [now])
}

/** Stored answers may repeat what a person asked to have erased. */
export async function forgetAnswers(tx: Transaction, words: string[]): Promise<void> {
  for (const word of words)
    await tx.query('DELETE FROM kit_idempotency WHERE position(lower($1) in lower(body)) > 0', [word])
}

/** JSON with its keys in order, so that equal requests have equal digests. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
