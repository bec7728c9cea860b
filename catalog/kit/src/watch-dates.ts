import type { Context, Database } from './definition.ts'
import { tellFailed } from './presence.ts'

/** What is looked for: dates of one kind that have come. */
export interface Dates {
  /** Says of at most `batch` of them that they have come; gives how many it took. */
  say(db: Database): Promise<number>
  batch: number
  /** For the log, when that did not work. */
  failed: string
}

/**
 * For whoever owns dates: looks every few seconds, whatever the number of records; returns its stop. DATES_EVERY_SECONDS:
 * the time between two looks, 5 unless set, which only tests should need.
 */
export function watchDates(
  { db, log, config }: Pick<Context, 'db' | 'log' | 'config'>,
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
  const timer = setInterval(
    () => {
      looking = looking.then(look)
    },
    Number(config.DATES_EVERY_SECONDS ?? 5) * 1000,
  )
  return async () => {
    clearInterval(timer)
    await looking
  }
}
