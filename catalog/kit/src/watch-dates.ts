import type { Context, Database } from './definition.ts'
import { tellFailed } from './presence.ts'

/** Milliseconds between two looks. */
const every = 5000

/** What is looked for: dates of one kind that have come. */
export interface Dates {
  /** Says of at most `batch` of them that they have come; gives how many it took. */
  say(db: Database): Promise<number>
  batch: number
  /** For the log, when that did not work. */
  failed: string
}

/** For whoever owns dates: looks every few seconds, whatever the number of records; returns its stop. */
export function watchDates(
  { db, log }: Pick<Context, 'db' | 'log'>,
  { say, batch, failed }: Dates,
): () => Promise<void> {
  let looking = Promise.resolve()
  const look = async () => {
    try {
      while ((await say(db)) === batch);
    } catch (error) {
      tellFailed(log, error, failed)
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
