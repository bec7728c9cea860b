import type { Transaction } from '@composed/kit'
import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { type CaseRow, holdCase } from './cases.ts'
import { putOnRecord } from './changes.ts'
import { dueAt } from './due.ts'
import { keepDecided } from './notes.ts'

/** Until when the answer that is given now can be asked to be looked at again; never where there is no second stage to come. */
export function reviewUntil(row: CaseRow, now: Date, isBankHoliday: IsBankHoliday): Date | null {
  if (row.reviewWithin === null || row.stage > 1) return null
  return dueAt(now, row.reviewAskedWithin ?? { amount: 365, unit: 'days' }, isBankHoliday)
}

/**
 * Opens a case again at its second stage, for whoever sent it: due by the time that it was opened with, with nobody yet, and
 * kept from whoever gave the answer.
 */
export async function askForReview(
  reference: string,
  why: string,
  actor: string,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'askForReview', tx)
  const within = before.reviewWithin!
  const now = new Date()
  const due = dueAt(now, within, isBankHoliday)
  await keepDecided(reference, tx)
  await tx.query(
    `update cases set status = 'new', stage = 2, review_until = null, assignee = null, kept_from = array_append(kept_from, closed_by),
       outcome = null, ground = null, reply = null, reason = null, closed_at = null, closed_by = null,
       due_from = $2, due_at = $3, due_set = false, respond_amount = $4, respond_unit = $5
     where reference = $1`,
    [reference, now, due, within.amount, within.unit],
  )
  await putOnRecord(before, { action: 'review-asked', actor, detail: 'Asked to be looked at again', reason: why }, tx)
  await tx.publish('dev.compose.case.review-asked.v1', reference, { dueAt: due.toISOString() })
}
