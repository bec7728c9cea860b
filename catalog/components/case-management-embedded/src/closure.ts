import type { Transaction } from '@composed/kit'
import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { type CaseRow, demandSeen, holdCase } from './cases.ts'
import { putOnRecord } from './changes.ts'
import { keepDecided } from './notes.ts'
import { reviewUntil } from './review.ts'
import type { Closure, Refusal, Reopening } from './shapes.ts'

/** Closes a case. What was decided stays out of history and events: it may name people. */
export async function closeCase(
  reference: string,
  { version: seen, ...decided }: Closure,
  actor: string,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'closeCase', tx)
  demandSeen(before, seen)
  await answer(before, decided, actor, isBankHoliday, tx)
}

/** Closes a case by refusing what was asked for, on one of the grounds that a service has. */
export async function refuseCase(
  reference: string,
  { version: seen, ...refused }: Refusal,
  actor: string,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'refuseCase', tx)
  demandSeen(before, seen)
  await answer(before, { outcome: 'Refused', ...refused }, actor, isBankHoliday, tx)
}

async function answer(
  before: CaseRow,
  decided: Decided,
  actor: string,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<void> {
  const { reference } = before
  const at = await close(reference, decided, actor, tx)
  const until = reviewUntil(before, at, isBankHoliday)
  if (until) await tx.query('update cases set review_until = $2 where reference = $1', [reference, until])
  await putOnRecord(before, { action: 'closed', actor, detail: 'Closed', at }, tx)
  await tx.publish('dev.compose.case.closed.v1', reference, { closedAt: at.toISOString() })
}

interface Decided extends Pick<Closure, 'outcome' | 'reason' | 'reply'> {
  ground?: string
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
  { outcome, reason, reply, ground }: Decided,
  actor: string,
  tx: Transaction,
): Promise<Date> {
  const at = new Date()
  await tx.query(
    `update cases set status = 'closed', outcome = $2, reason = $3, closed_at = $4, closed_by = $5, reply = $6, ground = $7,
       question = null, erased_at = null
     where reference = $1`,
    [reference, outcome, reason, at, actor, reply, ground],
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
  await keepDecided(reference, tx)
  await tx.query(
    `update cases set status = 'in-progress', outcome = null, ground = null, reply = null, reason = null, review_until = null,
       closed_at = null, closed_by = null
     where reference = $1`,
    [reference],
  )
  await putOnRecord(before, { action: 'reopened', actor, detail: 'Opened again', reason }, tx)
  await tx.publish('dev.compose.case.reopened.v1', reference, {})
}
