import type { Transaction } from '@composed/kit'
import type { Request } from './shapes.ts'

/** Asks whoever sent a record for a file, until they add one; what was asked for before is asked for no more. */
export async function askFor(reference: string, what: string, tx: Transaction): Promise<void> {
  await tx.query(
    `insert into request (reference, what, asked_at) values ($1, $2, clock_timestamp())
     on conflict (reference) do update set what = excluded.what, asked_at = excluded.asked_at`,
    [reference, what],
  )
  await tx.publish('dev.compose.document.asked-for.v1', reference, {})
}

/** What is asked for about a record, and what can be done about it. */
export async function readRequest(reference: string, tx: Transaction): Promise<Request> {
  const [row] = await tx.query<{ needed: string; askedAt: Date }>(
    'select what as needed, asked_at as "askedAt" from request where reference = $1',
    [reference],
  )
  if (!row) return { allowed: ['askForDocument'] }
  return { needed: row.needed, askedAt: row.askedAt.toISOString(), allowed: ['askForDocument', 'addDocument'] }
}
