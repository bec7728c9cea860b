import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../definition.ts'
import { troubleOf } from './trouble.ts'

/** Something that a service has done once, before records come. */
export interface SetUp {
  /** Names it together with what it is done with, so that it is done anew when that has changed. */
  id: string
  run(key: string): Promise<unknown>
}

/** What was done is kept like the steps of a record, under a name that no reference is. */
const subject = 'setup'
/** Milliseconds for which a start waits for it, and between two tries. */
const patience = 5000
const pause = 1000

/**
 * Does what was not done yet, one after the other. Parts that are away are waited for: a start for a moment, and from then on
 * in the background. What is refused is told in the log and tried at the next start. Returns its stop.
 */
export async function setUp(
  { db, log }: Pick<Context, 'db' | 'log'>,
  all: readonly SetUp[],
): Promise<() => Promise<void>> {
  const stopped = new AbortController()
  const doAll = async () => {
    for (const one of all) if (!(await doOne(one))) return
  }
  const doOne = async ({ id, run }: SetUp): Promise<boolean> => {
    for (let tries = 1; !stopped.signal.aborted; tries += 1) {
      try {
        const done = await db.query('SELECT 1 FROM flow_step WHERE subject = $1 AND step = $2', [subject, id])
        if (done.length > 0) return true
        await run(`${subject}:${id}`)
        await db.query("INSERT INTO flow_step (subject, step, answer) VALUES ($1, $2, 'null') ON CONFLICT DO NOTHING", [
          subject,
          id,
        ])
        return true
      } catch (error) {
        const { passing, log: told } = troubleOf(error)
        if (!passing) {
          log.error(
            { step: id, ...told },
            'the service could not be set up: this was refused, and is tried again at the next start',
          )
          return false
        }
        if (tries === 1) log.warn({ step: id, ...told }, 'the service is not set up yet; tried again until it is')
        await sleep(pause, undefined, { signal: stopped.signal }).catch(() => {})
      }
    }
    return false
  }
  const done = doAll()
  await Promise.race([done, sleep(patience, undefined, { signal: stopped.signal })])
  return async () => {
    stopped.abort()
    await done
  }
}
