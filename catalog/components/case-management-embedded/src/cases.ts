import { Problem, type Transaction } from '@composed/kit'
import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { dueAt } from './due.ts'
import { record } from './history.ts'
import type { Case, NewCase, Note, OpenedCase, ResponseTarget } from './shapes.ts'

/** What a row of `cases` holds. */
export interface CaseRow {
  reference: string
  version: number
  status: Case['status']
  subject: string
  applicantId: string | null
  contactEmail: string | null
  contactPhone: string | null
  team: string
  priority: Case['priority']
  respondAmount: number
  respondUnit: ResponseTarget['unit']
  answers: Case['answers']
  openedAt: Date
  dueAt: Date
  assignee: string | null
  outcome: string | null
  reason: string | null
  closedAt: Date | null
}

const columns = `reference, version, status, subject, applicant_id as "applicantId", contact_email as "contactEmail",
  contact_phone as "contactPhone", team, priority, respond_amount as "respondAmount", respond_unit as "respondUnit",
  answers, opened_at as "openedAt", due_at as "dueAt", assignee, outcome, reason, closed_at as "closedAt"`

/** Opens a case. @throws Problem conflict when the reference is taken */
export async function openCase(
  given: NewCase,
  actor: string,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<OpenedCase> {
  const openedAt = new Date()
  const due = dueAt(openedAt, given.respondWithin, isBankHoliday)
  const inserted = await tx.query(
    `insert into cases (reference, status, subject, applicant_id, contact_email, contact_phone, team, priority,
       respond_amount, respond_unit, answers, opened_at, due_at)
     values ($1, 'new', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (reference) do nothing returning reference`,
    [
      given.reference,
      given.subject,
      given.applicantId,
      given.contactEmail,
      given.contactPhone,
      given.team,
      given.priority,
      given.respondWithin.amount,
      given.respondWithin.unit,
      given.answers,
      openedAt,
      due,
    ],
  )
  if (inserted.length === 0) throw new Problem('conflict', 'There is a case with this reference already. Use another.')
  const detail = `Opened for ${given.team} with priority ${given.priority}`
  await record(tx, given.reference, { at: openedAt, action: 'opened', actor, detail, version: 1 })
  await tx.publish('dev.compose.case.opened.v1', given.reference, {
    reference: given.reference,
    team: given.team,
    priority: given.priority,
    dueAt: due.toISOString(),
  })
  return {
    reference: given.reference,
    status: 'new',
    priority: given.priority,
    dueAt: due.toISOString(),
    openedAt: openedAt.toISOString(),
  }
}

/** One case with its notes. @throws Problem not-found */
export async function getCase(reference: string, tx: Transaction): Promise<Case> {
  const [row] = await tx.query<CaseRow>(`select ${columns} from cases where reference = $1`, [reference])
  if (!row) throw noSuchCase()
  const notes = await tx.query<Omit<Note, 'at'> & { at: Date }>(
    'select at, actor, text from note where reference = $1 order by id',
    [reference],
  )
  return toCase(
    row,
    notes.map((note) => ({ ...note, at: note.at.toISOString() })),
  )
}

/** Takes hold of an open case until the transaction ends. @throws Problem not-found, or conflict when it is closed */
export async function holdOpenCase(reference: string, tx: Transaction): Promise<CaseRow> {
  const [row] = await tx.query<CaseRow>(`select ${columns} from cases where reference = $1 for update`, [reference])
  if (!row) throw noSuchCase()
  if (row.status === 'closed') {
    throw new Problem('conflict', 'This case is closed and can no longer change. Open a new case instead.')
  }
  return row
}

/** @throws Problem conflict when the case is not the one that the person saw; whoever gave no version, saw none */
export function demandSeen(row: CaseRow, seen: number | undefined): void {
  if (seen === undefined || seen === row.version) return
  throw new Problem(
    'conflict',
    `This case has been changed since you saw it: you saw version ${seen}, and it is at ${row.version}. Read it again.`,
  )
}

export function noSuchCase(): Problem {
  return new Problem('not-found', 'There is no case with this reference. Check the reference.')
}

function toCase(row: CaseRow, notes: Note[]): Case {
  return {
    reference: row.reference,
    version: row.version,
    status: row.status,
    subject: row.subject,
    applicantId: row.applicantId ?? undefined,
    contactEmail: row.contactEmail ?? undefined,
    contactPhone: row.contactPhone ?? undefined,
    team: row.team,
    priority: row.priority,
    respondWithin: { amount: row.respondAmount, unit: row.respondUnit },
    answers: row.answers,
    openedAt: row.openedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    assignee: row.assignee ?? undefined,
    notes,
    outcome: row.outcome ?? undefined,
    reason: row.reason ?? undefined,
    closedAt: row.closedAt?.toISOString(),
  }
}
