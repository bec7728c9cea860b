import { createHash } from 'node:crypto'
import type { Database } from '@composed/kit'
import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { dueAt } from './due.ts'
import { record } from './history.ts'

const day = 86_400_000
const yearsAhead = 2

const dayText = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })

/**
 * Counts the deadlines of open cases anew when the bank holidays are others than the last time: one was proclaimed, one was
 * taken back, another nation's count. Deadlines that are over stay, and so do those that a person set. Safe while another
 * process does the same.
 *
 * @returns how many moved
 */
export function moveDeadlines(db: Database, isBankHoliday: IsBankHoliday, now = new Date()): Promise<number> {
  const digest = digestOf(isBankHoliday, now)
  return db.transaction(async (tx) => {
    await tx.query('lock table calendar in share row exclusive mode')
    const [before] = await tx.query<{ digest: string }>('select digest from calendar')
    if (before?.digest === digest) return 0
    const open = await tx.query<{ reference: string; dueFrom: Date; dueAt: Date; amount: number }>(
      `select reference, coalesce(due_from, opened_at) as "dueFrom", due_at as "dueAt", respond_amount as amount from cases
       where respond_unit = 'working-days' and not due_set and status <> 'closed' and due_at > $1 order by reference for update`,
      [now],
    )
    let moved = 0
    for (const { reference, dueFrom, dueAt: old, amount } of open) {
      const due = dueAt(dueFrom, { amount, unit: 'working-days' }, isBankHoliday)
      if (due.getTime() === old.getTime()) continue
      await tx.query('update cases set due_at = $2 where reference = $1', [reference, due])
      const detail = `Due ${dayText.format(due)} and not ${dayText.format(old)}, because the bank holidays changed`
      await record(tx, reference, { at: now, action: 'due-moved', actor: 'case-management', detail })
      moved += 1
    }
    await tx.query(
      'insert into calendar (digest) values ($1) on conflict (single) do update set digest = excluded.digest',
      [digest],
    )
    return moved
  })
}

/** What the calendar says of the years in which deadlines may fall, whether from the file or by the rules. */
function digestOf(isBankHoliday: IsBankHoliday, now: Date): string {
  const first = Date.UTC(now.getUTCFullYear(), 0, 1)
  const last = Date.UTC(now.getUTCFullYear() + yearsAhead, 11, 31)
  const hash = createHash('sha256')
  for (let at = first; at <= last; at += day) {
    const date = new Date(at).toISOString().slice(0, 10)
    if (isBankHoliday(date)) hash.update(date)
  }
  return hash.digest('hex')
}
