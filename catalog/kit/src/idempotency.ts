import { createHash } from 'node:crypto'
import type { Input } from './contract.ts'
import type { Transaction } from './definition.ts'
import { Problem } from './problem.ts'
import { seal, sealedId, unseal } from './seal.ts'

/**
 * The kit's own tables in every component's schema. Keys are kept as their hashes, and what the contract calls secret in an
 * answer is kept sealed under the key: who reads the table can neither replay a request nor read a first password.
 */
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
  CREATE INDEX IF NOT EXISTS kit_taken_at ON kit_taken (at);
  DO $$ BEGIN
    -- Rows from before there was a seal have their keys readable, and perhaps a first password.
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'kit_idempotency'::regclass AND attname = 'secrets') THEN
      ALTER TABLE kit_idempotency ADD COLUMN secrets bytea;
      UPDATE kit_idempotency SET digest = encode(sha256(convert_to(key || ' ' || digest, 'UTF8')), 'hex'),
        key = encode(sha256(convert_to(key, 'UTF8')), 'hex');
      UPDATE kit_idempotency SET body = (body::jsonb - 'firstPassword')::text WHERE body LIKE '{%"firstPassword"%';
    END IF;
  END $$`

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
  /** The members of an answer's body that the contract calls secret. */
  secrets: (status: number) => string[]
}

/**
 * Runs `work` unless this key has an answer already, which then is given again with `Idempotency-Replayed: true`.
 * All in the caller's transaction: a concurrent duplicate waits for the first one's row. Throws Problem idempotency-key-reused.
 */
export async function idempotently(tx: Transaction, claim: Claim, work: () => Promise<Outcome>): Promise<Outcome> {
  const id = [claim.operation, claim.subject, sealedId(claim.key).toString('hex')]
  // With the key in it, because what was sent may be a password that could be guessed from its hash.
  const digest = sha256(`${claim.key} ${sha256(canonical(claim.input))}`)
  const claimed = await tx.query(
    'INSERT INTO kit_idempotency (operation, subject, key, digest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1',
    [...id, digest],
  )
  const where = 'WHERE operation = $1 AND subject = $2 AND key = $3'
  if (claimed.length > 0) {
    const outcome = await work()
    const { open, secret } = parted(outcome.body, claim.secrets(outcome.status))
    await tx.query(`UPDATE kit_idempotency SET status = $4, body = $5, headers = $6, secrets = $7 ${where}`, [
      ...id,
      outcome.status,
      open === undefined ? null : JSON.stringify(open),
      outcome.headers,
      secret === undefined ? null : seal(claim.key, secret),
    ])
    return outcome
  }
  const [before] = await tx.query<{
    digest: string
    status: number
    body: string | null
    headers: Record<string, string>
    secrets: Buffer | null
  }>(`SELECT digest, status, body, headers, secrets FROM kit_idempotency ${where}`, id)
  if (!before)
    throw new Problem('unavailable', 'The first request with this key has just been cleared away: send it again.')
  if (before.digest !== digest)
    throw new Problem('idempotency-key-reused', 'Use a new Idempotency-Key for a different request.')
  const open = before.body === null ? undefined : JSON.parse(before.body)
  const body = before.secrets === null ? open : { ...open, ...(unseal(claim.key, before.secrets) as object) }
  return { status: before.status, body, headers: { ...before.headers, 'idempotency-replayed': 'true' } }
}

/** A body without its secret members, and those. */
function parted(body: unknown, names: string[]): { open: unknown; secret: object | undefined } {
  if (names.length === 0 || typeof body !== 'object' || body === null) return { open: body, secret: undefined }
  const [secret, open] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name) === wanted)),
  )
  return { open, secret }
}

/** Answers are kept for 7 days, the ids of consumed events for 90: longer than any retry; what was taken, for a day. */
export async function sweepKitTables(tx: Transaction, now: Date): Promise<void> {
  await tx.query("DELETE FROM kit_idempotency WHERE at < $1::timestamptz - interval '7 days'", [now])
  await tx.query("DELETE FROM kit_inbox WHERE at < $1::timestamptz - interval '90 days'", [now])
  await tx.query("DELETE FROM kit_taken WHERE at < $1::timestamptz - interval '1 day'", [now])
}

/** Forgets the stored answers that repeat one of these words, and those to whoever is called so. */
export async function forgetAnswers(tx: Transaction, words: string[]): Promise<void> {
  await tx.query(
    `DELETE FROM kit_idempotency WHERE EXISTS (
       SELECT FROM unnest($1::text[]) AS word
       WHERE word <> '' AND (lower(subject) = lower(word) OR position(lower(word) in lower(body)) > 0
         OR position(lower(word) in lower(headers::text)) > 0))`,
    [words],
  )
}

/** JSON with its keys in order, so that equal requests have equal digests. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
