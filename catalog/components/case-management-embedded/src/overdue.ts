import { type Context, type Database, tellFailed } from '@composed/kit'

const batch = 100
const every = 5000

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
      await tx.publish('dev.compose.case.overdue.v1', reference, { reference, dueAt: dueAt.toISOString() })
    return late.length
  })
}

/** Looks every few seconds, whatever the number of cases; returns its stop. */
export function watchDates({ db, log }: Pick<Context, 'db' | 'log'>): () => Promise<void> {
  let looking = Promise.resolve()
  const look = async () => {
    try {
      while ((await sayOverdue(db)) === batch);
    } catch (error) {
      tellFailed(log, error, 'due dates could not be read; tried again')
    }
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, every)
  return async () => {
    clearInterval(timer)
    await looking
  }
}
