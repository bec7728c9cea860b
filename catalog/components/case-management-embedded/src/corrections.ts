import { Problem, type Transaction } from '@composed/kit'
import { demandSeen, holdCase } from './cases.ts'
import { putOnRecord } from './changes.ts'
import type { DueDateChange, PriorityCorrection, TeamChange } from './shapes.ts'
import type { Teams } from './teams.ts'

// What was set when a case was opened, put right by a person who says why. Each is a change like those of changes.ts; putting
// right what is so already changes nothing.

/** Gives a case another priority. The date by which it is due stays. */
export async function correctPriority(
  reference: string,
  { priority, reason, version: seen }: PriorityCorrection,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'correctPriority', tx)
  if (before.priority === priority) return
  demandSeen(before, seen)
  await tx.query('update cases set priority = $2 where reference = $1', [reference, priority])
  const detail = changed('Priority', before.priority, priority)
  await putOnRecord(before, { action: 'priority-corrected', actor, detail, reason }, tx)
  const from = before.priority ?? undefined
  await tx.publish('dev.compose.case.priority-corrected.v1', reference, { from, priority })
}

/** Passes a case to another team, where nobody has it yet. @throws Problem invalid-request when there is no such team */
export async function changeTeam(
  reference: string,
  { team, reason, version: seen }: TeamChange,
  actor: string,
  teams: Teams,
  tx: Transaction,
): Promise<void> {
  if (!teams.has(team))
    throw new Problem('invalid-request', 'There is no such team. Choose one of the list of teams.', [
      { pointer: '/body/team', detail: 'is no team' },
    ])
  const before = await holdCase(reference, 'changeTeam', tx)
  if (before.team === team) return
  demandSeen(before, seen)
  await tx.query('update cases set team = $2, assignee = null where reference = $1', [reference, team])
  const detail = changed('Team', before.team, team)
  await putOnRecord(before, { action: 'team-changed', actor, detail, reason }, tx)
  await tx.publish('dev.compose.case.team-changed.v1', reference, { from: before.team ?? undefined, team })
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' })

/** Sets the date by which a case is due; no calendar moves it any more. @throws Problem invalid-request when it is over */
export async function changeDueDate(
  reference: string,
  { dueAt, reason, version: seen }: DueDateChange,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const due = new Date(dueAt)
  // Not so either of what is no moment, such as the second that a day sometimes has more.
  if (!(due > new Date()))
    throw new Problem('invalid-request', 'A case can be due only at a moment to come.', [
      { pointer: '/body/dueAt', detail: 'is over' },
    ])
  const before = await holdCase(reference, 'changeDueDate', tx)
  if (before.dueAt.getTime() === due.getTime()) return
  demandSeen(before, seen)
  await tx.query('update cases set due_at = $2, due_set = true where reference = $1', [reference, due])
  const detail = `Due ${moment.format(due)} and not ${moment.format(before.dueAt)}`
  await putOnRecord(before, { action: 'due-changed', actor, detail, reason }, tx)
  await tx.publish('dev.compose.case.due-changed.v1', reference, { dueAt: due.toISOString() })
}

function changed(what: string, from: string | null, to: string): string {
  return from === null ? `${what} set to ${to}` : `${what} changed from ${from} to ${to}`
}
