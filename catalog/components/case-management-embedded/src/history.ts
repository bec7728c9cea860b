import type { Transaction } from '@composed/kit'
import type { HistoryEntry } from './shapes.ts'

/** What can happen to a case, as the contract names it. */
export type Action =
  | 'opened'
  | 'allocated'
  | 'kept-from'
  | 'note-added'
  | 'status-changed'
  | 'priority-corrected'
  | 'team-changed'
  | 'due-changed'
  | 'due-moved'
  | 'asked'
  | 'answered'
  | 'closed'
  | 'review-asked'
  | 'withdrawn'
  | 'reopened'
  | 'erased'

/** Writes down one change of a case, in the transaction that makes it. `detail` holds no personal data. */
export async function record(
  tx: Transaction,
  reference: string,
  entry: { at: Date; action: Action; actor: string; detail: string; version?: number },
): Promise<void> {
  await tx.query(
    'insert into history (reference, at, action, actor, detail, version) values ($1, $2, $3, $4, $5, $6)',
    [reference, entry.at, entry.action, entry.actor, entry.detail, entry.version],
  )
}

/** Every change of a case, oldest first. Empty when there is no such case: an opened case has one at least. */
export async function historyOf(reference: string, tx: Transaction): Promise<HistoryEntry[]> {
  const rows = await tx.query<Omit<HistoryEntry, 'at' | 'version'> & { at: Date; version: number | null }>(
    'select at, action, actor, detail, version from history where reference = $1 order by id',
    [reference],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), version: row.version ?? undefined }))
}
