import type { Transaction } from '@composed/kit'
import { type CaseRow, demandSeen, getCase, holdOpenCase } from './cases.ts'
import { record } from './history.ts'
import type { Allocation, Case, Closure, StatusChange } from './shapes.ts'

// Every change takes hold of the case first, so that changes at the same time follow one another and none is lost.
// All of them throw Problem not-found, or conflict when the case is closed. Those that replace something take the version
// that was seen, and throw conflict when it is not in force any more; a note replaces nothing.

/** Gives a case to a person. Giving it to the person who has it changes nothing. */
export async function allocateCase(
  reference: string,
  { assignee, version: seen }: Allocation,
  actor: string,
  tx: Transaction,
): Promise<Case> {
  const before = await holdOpenCase(reference, tx)
  if (before.assignee !== assignee) {
    demandSeen(before, seen)
    const version = await nextVersion(before, tx)
    await tx.query('update cases set assignee = $2 where reference = $1', [reference, assignee])
    await record(tx, reference, { at: new Date(), action: 'allocated', actor, detail: `Given to ${assignee}`, version })
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
  { status, version: seen }: StatusChange,
  actor: string,
  tx: Transaction,
): Promise<Case> {
  const before = await holdOpenCase(reference, tx)
  if (before.status !== status) {
    demandSeen(before, seen)
    const version = await nextVersion(before, tx)
    await tx.query('update cases set status = $2 where reference = $1', [reference, status])
    const detail = `Status changed from ${before.status} to ${status}`
    await record(tx, reference, { at: new Date(), action: 'status-changed', actor, detail, version })
    await tx.publish('dev.compose.case.status-changed.v1', reference, { reference, from: before.status, status })
  }
  return getCase(reference, tx)
}

/** Closes a case for good. What was decided stays out of history and events: it may name people. */
export async function closeCase(reference: string, closure: Closure, actor: string, tx: Transaction): Promise<Case> {
  const before = await holdOpenCase(reference, tx)
  demandSeen(before, closure.version)
  const version = await nextVersion(before, tx)
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
    version,
  })
  await tx.publish('dev.compose.case.closed.v1', reference, { reference, closedAt: closedAt.toISOString() })
  return getCase(reference, tx)
}

async function nextVersion({ reference, version }: CaseRow, tx: Transaction): Promise<number> {
  await tx.query('update cases set version = $2 where reference = $1', [reference, version + 1])
  return version + 1
}
