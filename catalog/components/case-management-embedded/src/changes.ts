import type { Transaction } from '@composed/kit'
import { getCase, holdOpenCase } from './cases.ts'
import { record } from './history.ts'
import type { Case, CaseStatus, Closure } from './shapes.ts'

// Every change takes hold of the case first, so that changes at the same time follow one another and none is lost.
// All of them throw Problem not-found, or conflict when the case is closed.

/** Gives a case to a person. Giving it to the person who has it changes nothing. */
export async function allocateCase(reference: string, assignee: string, actor: string, tx: Transaction): Promise<Case> {
  const before = await holdOpenCase(reference, tx)
  if (before.assignee !== assignee) {
    await tx.query('update cases set assignee = $2 where reference = $1', [reference, assignee])
    await record(tx, reference, { at: new Date(), action: 'allocated', actor, detail: `Given to ${assignee}` })
    await tx.publish('dev.compose.case.allocated.v1', reference, { reference })
  }
  return getCase(reference, tx)
}

/** Adds a note. What it says stays out of history and events. */
export async function addNote(reference: string, text: string, actor: string, tx: Transaction): Promise<Case> {
  await holdOpenCase(reference, tx)
  const at = new Date()
  await tx.query('insert into note (reference, at, actor, text) values ($1, $2, $3, $4)', [reference, at, actor, text])
  // After an erasure there is something to erase again.
  await tx.query('update cases set erased_at = null where reference = $1', [reference])
  await record(tx, reference, { at, action: 'note-added', actor, detail: 'Note added' })
  await tx.publish('dev.compose.case.note-added.v1', reference, { reference })
  return getCase(reference, tx)
}

/** Changes the status. Setting the status that the case has changes nothing. */
export async function changeStatus(
  reference: string,
  status: CaseStatus,
  actor: string,
  tx: Transaction,
): Promise<Case> {
  const before = await holdOpenCase(reference, tx)
  if (before.status !== status) {
    await tx.query('update cases set status = $2 where reference = $1', [reference, status])
    const detail = `Status changed from ${before.status} to ${status}`
    await record(tx, reference, { at: new Date(), action: 'status-changed', actor, detail })
    await tx.publish('dev.compose.case.status-changed.v1', reference, { reference, from: before.status, status })
  }
  return getCase(reference, tx)
}

/** Closes a case for good. What was decided stays out of history and events: it may name people. */
export async function closeCase(reference: string, closure: Closure, actor: string, tx: Transaction): Promise<Case> {
  await holdOpenCase(reference, tx)
  const closedAt = new Date()
  await tx.query(
    `update cases set status = 'closed', outcome = $2, reason = $3, closed_at = $4, erased_at = null where reference = $1`,
    [reference, closure.outcome, closure.reason, closedAt],
  )
  await record(tx, reference, {
    at: closedAt,
    action: 'closed',
    actor,
    detail: 'Closed',
  })
  await tx.publish('dev.compose.case.closed.v1', reference, { reference, closedAt: closedAt.toISOString() })
  return getCase(reference, tx)
}
