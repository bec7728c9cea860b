import type { Transaction } from '@composed/kit'
import type { components } from '../../../capabilities/audit/contract.ts'
import type { Link, Statement } from './chain.ts'

export type Entry = components['schemas']['Entry']

interface Row {
  sequence: number
  at: Date
  action: string
  actor: string
  reference: string | null
  detail: string | null
  eventId: string | null
  previousHash: string
  hash: string
}

const columns = `sequence, at, action, actor, reference, detail, event_id as "eventId", previous_hash as "previousHash", hash`

/** The entries about a case, oldest first. */
export async function entriesAbout(reference: string, tx: Transaction): Promise<Entry[]> {
  const rows = await tx.query<Row>(`select ${columns} from entry where reference = $1 order by sequence`, [reference])
  return rows.map((row) => ({ ...toEntry(row), reference }))
}

/** Up to `limit` entries from a place in the chain on, about whatever case or none. */
export async function entriesFrom(
  sequence: number,
  limit: number,
  tx: Pick<Transaction, 'query'>,
): Promise<(Statement & Link)[]> {
  const rows = await tx.query<Row>(`select ${columns} from entry where sequence >= $1 order by sequence limit $2`, [
    sequence,
    limit,
  ])
  return rows.map(toEntry)
}

function toEntry(row: Row): Statement & Link {
  return {
    ...row,
    at: row.at.toISOString(),
    reference: row.reference ?? undefined,
    detail: row.detail ?? undefined,
    eventId: row.eventId ?? undefined,
  }
}
