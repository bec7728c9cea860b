import { randomInt } from 'node:crypto'
import { checkBody, type Database, Problem, type Transaction } from '@composed/kit'
import type { Behalf } from '@composed/kit/pages'
import type { components } from '../contracts/openapi.ts'
import { type Decided, decide } from './rules.ts'

/** What a person is asked for, as the contract has it. */
export type Submission = components['schemas']['Submission']

/** The flow that each record begins with. */
export const received = 'received'

/** One case as flows read it. `answers` are those that describe the situation. */
export interface Kept extends Submission {
  reference: string
  receivedAt: string
  applicantId?: string
  answers: { [name: string]: string | boolean | number }
  rules: Decided
}

export const contract = new URL('../contracts/openapi.yaml', import.meta.url)

export const recordMigration = `
  CREATE TABLE record (
    reference text PRIMARY KEY,
    request text NOT NULL UNIQUE,
    applicant_id text,
    fields jsonb NOT NULL,
    started boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX record_waiting ON record (reference) WHERE NOT started;
  CREATE TABLE announced (key text PRIMARY KEY);
`
/** Who sends, by the key of the request, for whom. */
export interface Sender {
  applicantId?: string | undefined
  request: string
  behalf?: Behalf | undefined
}

/** What the rules gave. Records of before have none, and are decided when they are next read. */
export const decidedMigration = 'ALTER TABLE record ADD COLUMN decided jsonb'

/** Who of the staff filled it in for somebody, and how that person got in touch. */
export const behalfMigration = 'ALTER TABLE record ADD COLUMN behalf jsonb'

interface Row {
  reference: string
  applicant_id: string | null
  fields: Submission
  decided: Partial<Decided> | null
  created_at: Date
}

// Letters and digits that nobody mistakes for others when reading them out.
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

function newReference(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${group()}-${group()}-${group()}`
}

/** Keeps what was sent, once per request key; a repeat gives the same reference. Throws Problem invalid-request. */
export async function keepRecord(
  tx: Transaction,
  fields: Submission,
  { applicantId, request, behalf }: Sender,
): Promise<{ reference: string; fresh: boolean }> {
  await checkBody(contract, 'submit', fields)
  const [kept] = await tx.query<{ reference: string }>(
    'INSERT INTO record (reference, request, applicant_id, fields, behalf, started) VALUES ($1, $2, $3, $4, $5, true) ON CONFLICT (request) DO NOTHING RETURNING reference',
    [newReference(), request, applicantId ?? null, JSON.stringify(fields), behalf ? JSON.stringify(behalf) : null],
  )
  if (kept) {
    // What nobody could decide on is not kept. What is kept already stays so.
    await tx.query('UPDATE record SET decided = $2 WHERE reference = $1', [kept.reference, JSON.stringify(await decide(fields))])
    return { reference: kept.reference, fresh: true }
  }
  const [before] = await tx.query<{ reference: string }>('SELECT reference FROM record WHERE request = $1', [request])
  if (!before) throw new Error('the record was not kept')
  return { reference: before.reference, fresh: false }
}

/** The record, or undefined when there is none of that reference (or it was erased). */
export async function findRecord(from: Pick<Transaction, 'query'>, reference: string): Promise<Kept | undefined> {
  const [row] = await from.query<Row>('SELECT reference, applicant_id, fields, decided, created_at FROM record WHERE reference = $1', [reference])
  if (!row) return undefined
  const { fields, decided } = row
  // A rule that came later decides on what was sent before it.
  const complete = (found: Partial<Decided>): found is Decided => ['respondWithin', 'priority'].every((name) => name in found)
  const rules = decided && complete(decided) ? decided : { ...(await decide(fields)), ...(decided ?? {}) }
  return {
    ...fields,
    reference: row.reference,
    receivedAt: row.created_at.toISOString(),
    ...(row.applicant_id ? { applicantId: row.applicant_id } : {}),
    answers: { situation: fields.situation, immediateDanger: fields.immediateDanger, gettingWorse: fields.gettingWorse },
    rules,
  }
}

/** Who filled it in for somebody else, when, and how that person got in touch; undefined where people did so themselves. */
export async function findBehalf(from: Pick<Transaction, 'query'>, reference: string): Promise<(Behalf & { at: Date }) | undefined> {
  const found = await from.query<{ behalf: Behalf; at: Date }>('SELECT behalf, created_at AS at FROM record WHERE reference = $1 AND behalf IS NOT NULL', [reference])
  return found.map(({ behalf, at }) => ({ ...behalf, at }))[0]
}

export function notFound(): Problem {
  return new Problem('not-found', 'There is no case with this reference.')
}

/** Whether there is a record of this reference. */
export async function hasRecord(from: Pick<Transaction, 'query'>, reference: string): Promise<boolean> {
  return (await from.query('SELECT 1 FROM record WHERE reference = $1', [reference])).length > 0
}

/** For what a version of this service had begun that had no flows yet. */
export const recordsOfBefore = {
  first: received,
  owned: async (tx: Transaction, references: string[]) => {
    const rows = await tx.query<{ reference: string }>('SELECT reference FROM record WHERE reference = ANY($1)', [references])
    return rows.map((row) => row.reference)
  },
  unbegun: async (tx: Transaction) => {
    const rows = await tx.query<{ reference: string }>('UPDATE record SET started = true WHERE NOT started RETURNING reference')
    return rows.map((row) => row.reference)
  },
}

/** Publishes an event of this service once per key, in the transaction that remembers the key. */
export async function announce(db: Database, type: string, reference: string, key: string): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = await tx.query('INSERT INTO announced (key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING key', [key])
    if (fresh.length > 0) await tx.publish(type, reference, { reference })
  })
}
