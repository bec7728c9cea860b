import type { Transaction } from '@composed/kit'
import { demandSeen, holdCase } from './cases.ts'
import { putOnRecord } from './changes.ts'
import { keepNote } from './notes.ts'
import type { Closure, Reopening } from './shapes.ts'

/** Closes a case. What was decided stays out of history and events: it may name people. */
export async function closeCase(
  reference: string,
  { outcome, reason, version: seen }: Closure,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'closeCase', tx)
  demandSeen(before, seen)
  const at = await close(reference, { outcome, reason }, actor, tx)
  await putOnRecord(before, { action: 'closed', actor, detail: 'Closed', at }, tx)
  await tx.publish('dev.compose.case.closed.v1', reference, { closedAt: at.toISOString() })
}

const withdrawal = { outcome: 'Withdrawn', reason: 'Whoever sent it has withdrawn it.' }

/** Closes a case that whoever sent it does not want to be looked at any more. Nothing was decided, so nothing says so. */
export async function withdrawCase(reference: string, actor: string, tx: Transaction): Promise<void> {
  const before = await holdCase(reference, 'withdrawCase', tx)
  const at = await close(reference, withdrawal, actor, tx)
  await putOnRecord(before, { action: 'withdrawn', actor, detail: 'Withdrawn', at }, tx)
  await tx.publish('dev.compose.case.withdrawn.v1', reference, { closedAt: at.toISOString() })
}

async function close(
  reference: string,
  { outcome, reason }: Pick<Closure, 'outcome' | 'reason'>,
  actor: string,
  tx: Transaction,
): Promise<Date> {
  const at = new Date()
  await tx.query(
    `update cases set status = 'closed', outcome = $2, reason = $3, closed_at = $4, closed_by = $5, question = null,
       erased_at = null
     where reference = $1`,
    [reference, outcome, reason, at, actor],
  )
  return at
}

/** Opens a closed case again. What was decided is kept as a note, where it can be erased. */
export async function reopenCase(
  reference: string,
  { reason, version: seen }: Reopening,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'reopenCase', tx)
  demandSeen(before, seen)
  const [decided] = await tx.query<{ at: Date; actor: string; text: string; outcome: string }>(
    'select closed_at as at, closed_by as actor, reason as text, outcome from cases where reference = $1',
    [reference],
  )
  await keepNote(reference, { ...decided!, about: 'closed' }, tx)
  await tx.query(
    `update cases set status = 'in-progress', outcome = null, reason = null, closed_at = null, closed_by = null
     where reference = $1`,
    [reference],
  )
  await putOnRecord(before, { action: 'reopened', actor, detail: 'Opened again', reason }, tx)
  await tx.publish('dev.compose.case.reopened.v1', reference, {})
}
