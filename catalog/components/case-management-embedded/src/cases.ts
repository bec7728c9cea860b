import { type Principal, Problem, type Transaction } from '@composed/kit'
import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { allowedOn, type Change, refusalOf } from './allowed.ts'
import { dueAt } from './due.ts'
import { record } from './history.ts'
import { isKeptFromCaller } from './kept-from.ts'
import type { Case, NewCase, OpenedCase, ResponseTarget } from './shapes.ts'
import type { Teams } from './teams.ts'

/** What a row of `cases` holds. */
export interface CaseRow {
  reference: string
  version: number
  status: Case['status']
  subject: string | null
  applicantId: string | null
  contact: NonNullable<Case['contact']> | null
  team: string | null
  priority: NonNullable<Case['priority']> | null
  respondAmount: number
  respondUnit: ResponseTarget['unit']
  answers: Case['answers']
  openedAt: Date
  dueAt: Date
  overdue: boolean
  assignee: string | null
  outcome: string | null
  ground: string | null
  reply: string | null
  reason: string | null
  question: string | null
  keptFrom: string[]
  notHandledBy: string | null
  /** One until whoever sent it has asked for the answer to be looked at again. */
  stage: number
  reviewWithin: ResponseTarget | null
  reviewAskedWithin: ResponseTarget | null
  reviewUntil: Date | null
  closedAt: Date | null
}

const columns = `reference, version, status, subject, applicant_id as "applicantId", contact, team, priority,
  respond_amount as "respondAmount", respond_unit as "respondUnit", answers, opened_at as "openedAt", due_at as "dueAt",
  queue_rank < 4 as overdue, assignee, outcome, ground, reply, reason, question, kept_from as "keptFrom",
  not_handled_by as "notHandledBy", stage, review_within as "reviewWithin", review_asked_within as "reviewAskedWithin",
  review_until as "reviewUntil", closed_at as "closedAt"`

/** Opens a case. @throws Problem conflict when the reference is taken */
export async function openCase(
  given: NewCase,
  actor: string,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<OpenedCase> {
  const { reference, team, priority } = given
  const openedAt = new Date()
  const due = dueAt(openedAt, given.respondWithin, isBankHoliday)
  const inserted = await tx.query(
    `insert into cases (reference, status, subject, applicant_id, contact, team, priority,
       respond_amount, respond_unit, answers, opened_at, due_at, not_handled_by, review_within, review_asked_within)
     values ($1, 'new', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (reference) do nothing returning reference`,
    [
      reference,
      given.subject,
      given.applicantId,
      given.contact,
      team,
      priority,
      given.respondWithin.amount,
      given.respondWithin.unit,
      given.answers,
      openedAt,
      due,
      given.notHandledBy,
      given.reviewWithin,
      given.reviewAskedWithin,
    ],
  )
  if (inserted.length === 0) throw new Problem('conflict', 'There is a case with this reference already. Use another.')
  const detail = ['Opened', team && `for ${team}`, priority && `with priority ${priority}`].filter(Boolean).join(' ')
  await record(tx, reference, { at: openedAt, action: 'opened', actor, detail, version: 1 })
  await tx.publish('dev.compose.case.opened.v1', reference, { team, priority, dueAt: due.toISOString() })
  return { reference, status: 'new', priority, dueAt: due.toISOString(), openedAt: openedAt.toISOString() }
}

/** One case, its team by its name as well, and what somebody may do with it. @throws Problem not-found */
export async function getCase(
  reference: string,
  teams: Teams,
  tx: Transaction,
  caller?: { principal: Principal; identityUrl: string },
): Promise<Case> {
  const [row] = await tx.query<CaseRow>(`select ${columns} from cases where reference = $1`, [reference])
  if (!row) throw noSuchCase()
  if (!caller) return toCase(row, teams)
  const kept = await isKeptFromCaller(row, caller.principal, caller.identityUrl).catch((error: unknown) => {
    // Whoever may not see who works here reads the case, and nobody knows whether they may do anything with it.
    if (error instanceof Problem && error.code === 'forbidden') return true
    throw error
  })
  return { ...toCase(row, teams), ...(kept ? { allowed: [] } : {}) }
}

/**
 * Takes hold of a case until the transaction ends, for something that its state allows.
 *
 * @throws Problem not-found, or conflict when it does not allow it
 */
export async function holdCase(reference: string, change: Change, tx: Transaction): Promise<CaseRow> {
  const [row] = await tx.query<CaseRow>(`select ${columns} from cases where reference = $1 for update`, [reference])
  if (!row) throw noSuchCase()
  if (!allowedOn(row).includes(change)) throw new Problem('conflict', refusalOf(change, row))
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

function toCase(row: CaseRow, teams: Teams): Case {
  return {
    reference: row.reference,
    version: row.version,
    status: row.status,
    subject: row.subject ?? undefined,
    applicantId: row.applicantId ?? undefined,
    contact: row.contact ?? undefined,
    ...teams.named(row.team),
    priority: row.priority ?? undefined,
    respondWithin: { amount: row.respondAmount, unit: row.respondUnit },
    answers: row.answers,
    openedAt: row.openedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    overdue: row.overdue,
    assignee: row.assignee ?? undefined,
    outcome: row.outcome ?? undefined,
    ground: row.ground ?? undefined,
    reply: row.reply ?? undefined,
    reason: row.reason ?? undefined,
    notHandledBy: row.notHandledBy ?? undefined,
    stage: row.stage > 1 ? row.stage : undefined,
    reviewUntil: row.reviewUntil?.toISOString(),
    question: row.question ?? undefined,
    closedAt: row.closedAt?.toISOString(),
    allowed: allowedOn(row),
  }
}
