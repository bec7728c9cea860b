import { randomInt } from 'node:crypto'
import { checkBody, type Database, type Transaction } from '@composed/kit'
import type { components } from '../contracts/openapi.ts'

/** What a person is asked for, as the contract has it. */
export type Submission = components['schemas']['Submission']

/** One report as the workflow reads it. `answers` are those that describe the situation. */
export interface CaseRecord extends Submission {
  reference: string
  applicantId?: string
  answers: { [name: string]: string | boolean | number }
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

interface Row {
  reference: string
  applicant_id: string | null
  fields: Submission
}

// Letters and digits that nobody mistakes for others when reading them out.
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

function newReference(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${group()}-${group()}-${group()}`
}

/** Keeps what was sent, once per request key; a repeat gives the same reference. Throws Problem invalid-request. */
export async function keepRecord(tx: Transaction, fields: Submission, applicantId: string | undefined, request: string): Promise<string> {
  await checkBody(contract, 'submit', fields)
  await tx.query(
    'INSERT INTO record (reference, request, applicant_id, fields) VALUES ($1, $2, $3, $4) ON CONFLICT (request) DO NOTHING',
    [newReference(), request, applicantId ?? null, JSON.stringify(fields)],
  )
  const [row] = await tx.query<{ reference: string }>('SELECT reference FROM record WHERE request = $1', [request])
  if (!row) throw new Error('the record was not kept')
  return row.reference
}

/** The record, or undefined when there is none of that reference (or it was erased). */
export async function findRecord(from: Pick<Transaction, 'query'>, reference: string): Promise<CaseRecord | undefined> {
  const [row] = await from.query<Row>('SELECT reference, applicant_id, fields FROM record WHERE reference = $1', [reference])
  if (!row) return undefined
  const { fields } = row
  return {
    ...fields,
    reference: row.reference,
    ...(row.applicant_id ? { applicantId: row.applicant_id } : {}),
    answers: { situation: fields.situation, immediateDanger: fields.immediateDanger, gettingWorse: fields.gettingWorse, gasIsLeaking: fields.gasIsLeaking, numberOfChildren: fields.numberOfChildren },
  }
}

/** Records whose workflow has yet to start, because the process ended in between. */
export async function unstarted(db: Database): Promise<string[]> {
  const rows = await db.query<{ reference: string }>('SELECT reference FROM record WHERE NOT started ORDER BY created_at')
  return rows.map((row) => row.reference)
}

export async function markStarted(db: Database, reference: string): Promise<void> {
  await db.query('UPDATE record SET started = true WHERE reference = $1', [reference])
}

/** Publishes an event of this service once per key, in the transaction that remembers the key. */
export async function announce(db: Database, type: string, reference: string, key: string): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = await tx.query('INSERT INTO announced (key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING key', [key])
    if (fresh.length > 0) await tx.publish(type, reference, { reference })
  })
}
