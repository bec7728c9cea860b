import { Problem, type Transaction } from '@composed/kit'
import { type CaseRow, demandSeen, holdCase } from './cases.ts'
import { type Action, record } from './history.ts'
import { isKeptFrom } from './kept-from.ts'
import { keepNote } from './notes.ts'
import type { Allocation, StatusChange } from './shapes.ts'

// Every change takes hold of the case first, so that changes at the same time follow one another and none is lost.
// All of them throw Problem not-found, or conflict when the state of the case does not allow them. Those that replace
// something take the version that was seen, and throw conflict when it is not in force any more; a note replaces nothing, and
// whoever takes a case replaces nobody.

/** Gives a case to a person of this name. Giving it to the person who has it changes nothing. @throws Problem kept-from */
export async function allocateCase(
  reference: string,
  { assignee, version: seen }: Allocation,
  name: string,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'allocateCase', tx)
  if (await isKeptFrom(before, assignee, async () => name))
    throw new Problem(
      'kept-from',
      'This case is kept from them: it is about them, or looks again at what they decided. Give it to somebody else.',
      [{ pointer: '/body/assignee', detail: 'is somebody from whom this case is kept' }],
    )
  if (before.assignee === assignee) return
  demandSeen(before, seen)
  await give(before, assignee, actor, tx)
}

/** Gives a case that nobody has to the person who takes it. */
export async function takeCase(reference: string, actor: string, tx: Transaction): Promise<void> {
  await give(await holdCase(reference, 'takeCase', tx), actor, actor, tx)
}

async function give(before: CaseRow, assignee: string, actor: string, tx: Transaction): Promise<void> {
  await tx.query('update cases set assignee = $2 where reference = $1', [before.reference, assignee])
  await putOnRecord(before, { action: 'allocated', actor, detail: `Given to ${assignee}` }, tx)
  await tx.publish('dev.compose.case.allocated.v1', before.reference, {})
}

/** Changes the status. Setting the status that the case has changes nothing. */
export async function changeStatus(
  reference: string,
  { status, version: seen }: StatusChange,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'changeStatus', tx)
  if (before.status === status) return
  demandSeen(before, seen)
  // Whoever goes on waits for no answer any more.
  await tx.query(
    "update cases set status = $2, question = case when $2 = 'waiting' then question end where reference = $1",
    [reference, status],
  )
  const detail = `Status changed from ${before.status} to ${status}`
  await putOnRecord(before, { action: 'status-changed', actor, detail }, tx)
  await tx.publish('dev.compose.case.status-changed.v1', reference, { from: before.status, status })
}

/** What belongs to every change that replaces something: a new version, its entry in the history, and why it was made. */
export async function putOnRecord(
  { reference, version }: CaseRow,
  { reason, ...entry }: { action: Action; actor: string; detail: string; reason?: string; at?: Date },
  tx: Transaction,
): Promise<void> {
  const on = { at: new Date(), ...entry, version: version + 1 }
  await tx.query('update cases set version = $2 where reference = $1', [reference, on.version])
  await record(tx, reference, on)
  if (reason) await keepNote(reference, { ...on, about: on.action, text: reason }, tx)
}
