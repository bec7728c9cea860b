import type { Transaction } from '@composed/kit'
import { holdCase, noSuchCase } from './cases.ts'
import { type Action, record } from './history.ts'
import type { Note } from './shapes.ts'

interface NewNote {
  at: Date
  actor: string
  text: string
  about?: Action
  outcome?: string | null
}

/** Adds a note. What it says stays out of history and events. */
export async function addNote(reference: string, text: string, actor: string, tx: Transaction): Promise<void> {
  await holdCase(reference, 'addNote', tx)
  const at = new Date()
  await keepNote(reference, { at, actor, text }, tx)
  await record(tx, reference, { at, action: 'note-added', actor, detail: 'Note added' })
  await tx.publish('dev.compose.case.note-added.v1', reference, {})
}

/** Keeps what a person wrote about a case, where it can be erased: after an erasure there is something to erase again. */
export async function keepNote(
  reference: string,
  { at, actor, text, about, outcome }: NewNote,
  tx: Transaction,
): Promise<void> {
  await tx.query('insert into note (reference, at, actor, text, about, outcome) values ($1, $2, $3, $4, $5, $6)', [
    reference,
    at,
    actor,
    text,
    about,
    outcome,
  ])
  await tx.query('update cases set erased_at = null where reference = $1', [reference])
}

/** What was decided and no longer stands becomes notes: the reason, and what whoever sent it was answered. */
export async function keepDecided(reference: string, tx: Transaction): Promise<void> {
  const [decided] = await tx.query<{ at: Date; actor: string; reason: string; reply: string | null; outcome: string }>(
    'select closed_at as at, closed_by as actor, reason, reply, outcome from cases where reference = $1',
    [reference],
  )
  const { reason, reply, ...by } = decided!
  await keepNote(reference, { ...by, text: reason, about: 'closed' }, tx)
  if (reply !== null) await keepNote(reference, { at: by.at, actor: by.actor, text: reply, about: 'closed' }, tx)
}

/** Every note about a case, oldest first. @throws Problem not-found when there is no such case */
export async function notesOf(reference: string, tx: Transaction): Promise<Note[]> {
  const [found] = await tx.query('select 1 from cases where reference = $1', [reference])
  if (!found) throw noSuchCase()
  const rows = await tx.query<{ at: Date; actor: string; text: string; about: string | null; outcome: string | null }>(
    'select at, actor, text, about, outcome from note where reference = $1 order by id',
    [reference],
  )
  return rows.map(({ at, actor, text, about, outcome }) => ({
    at: at.toISOString(),
    actor,
    text,
    about: about ?? undefined,
    outcome: outcome ?? undefined,
  }))
}
