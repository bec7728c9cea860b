import { type Context, type Database, watchDates } from '@composed/kit'

const batch = 100

/**
 * Says of each open case whose date has passed that it is overdue, once for each date: `dev.compose.case.overdue.v1`.
 * Any number of copies may do so at the same time. Gives how many were said.
 */
export function sayOverdue(db: Database, now = new Date()): Promise<number> {
  return db.transaction(async (tx) => {
    const late = await tx.query<{ reference: string; dueAt: Date }>(
      `update cases set overdue_said = due_at where reference in (
         select reference from cases
         where status <> 'closed' and due_at is distinct from overdue_said and due_at <= $1
         order by due_at limit $2 for update skip locked)
       returning reference, due_at as "dueAt"`,
      [now, batch],
    )
    for (const { reference, dueAt } of late)
      await tx.publish('dev.compose.case.overdue.v1', reference, { dueAt: dueAt.toISOString() })
    return late.length
  })
}

/** Looks for them, until the stop that it returns. */
export const watchOverdue = (context: Context) =>
  watchDates(context, { say: sayOverdue, batch, failed: 'due dates could not be read; tried again' })
