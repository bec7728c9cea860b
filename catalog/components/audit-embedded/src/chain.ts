import { createHash } from 'node:crypto'
import type { Transaction } from '@composed/kit'

/** What an entry says. */
export interface Statement {
  at: string
  action: string
  actor: string
  reference?: string
  detail?: string
  eventId?: string
}

/** An entry's place in the chain. */
export interface Link {
  sequence: number
  previousHash: string
  hash: string
}

/** The previous hash of the first entry. */
export const genesis = '0'.repeat(64)

/**
 * Appends an entry and gives its place in the chain. Other appends wait until the transaction ends, so that the chain
 * never forks; one that rolls back leaves no gap.
 */
export async function append(statement: Statement, tx: Transaction): Promise<Link> {
  const [head] = await tx.query<{ sequence: number; hash: string }>('select sequence, hash from head for update')
  if (!head) throw new Error('the audit chain has lost its head: restore the database from a backup')
  const sequence = head.sequence + 1
  const hash = hashOf(statement, { sequence, previousHash: head.hash })
  await tx.query(
    `insert into entry (sequence, at, action, actor, reference, detail, event_id, previous_hash, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      sequence,
      statement.at,
      statement.action,
      statement.actor,
      statement.reference,
      statement.detail,
      statement.eventId,
      head.hash,
      hash,
    ],
  )
  await tx.query('update head set sequence = $1, hash = $2', [sequence, hash])
  return { sequence, previousHash: head.hash, hash }
}

/**
 * The hash of an entry: SHA-256 over the JSON text of the array [sequence, at, action, actor, reference, detail,
 * eventId, previousHash], null for what is absent, in lower-case hexadecimal. As an array, so that no value can run
 * over into its neighbour.
 */
export function hashOf(statement: Statement, { sequence, previousHash }: Omit<Link, 'hash'>): string {
  const { at, action, actor, reference = null, detail = null, eventId = null } = statement
  const text = JSON.stringify([sequence, at, action, actor, reference, detail, eventId, previousHash])
  return createHash('sha256').update(text).digest('hex')
}
