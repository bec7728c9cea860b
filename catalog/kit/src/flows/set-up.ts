import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../definition.ts'
import { ProblemResponse } from '../problem.ts'
import { troubleOf } from './trouble.ts'

/** Something that a service has done once, before records come. */
export interface SetUp {
  id: string
  /** What it is done with, as one text: it is done anew when that is another than the last time. */
  given: string
  run(key: string): Promise<unknown>
}

/** What was done last is kept like the steps of a record, under a name that no reference is. */
const subject = 'setup'
interface Done {
  given: string
  times: number
}
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
  const doOne = async ({ id, given, run }: SetUp): Promise<boolean> => {
    for (let tries = 1; !stopped.signal.aborted; tries += 1) {
      try {
        const [row] = await db.query<{ answer: Done }>(
          'SELECT answer FROM flow_step WHERE subject = $1 AND step = $2',
          [subject, id],
        )
        if (row?.answer.given === given) return true
        // What is as it was once before is done again all the same, so the key says which time this is.
        const times = (row?.answer.times ?? 0) + 1
        await run(`${subject}:${id}:${given}:${times}`)
        await db.query(
          `INSERT INTO flow_step (subject, step, answer) VALUES ($1, $2, $3)
           ON CONFLICT (subject, step) DO UPDATE SET answer = excluded.answer`,
          [subject, id, JSON.stringify({ given, times })],
        )
        return true
      } catch (error) {
        const { passing, log: told } = troubleOf(error)
        if (!passing) {
          log.error(
            { step: id, ...told, said: saidOf(error) },
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

/** What a part has said against it, and of what. It was given constants and settings, so there is nothing of people in it. */
function saidOf(error: unknown): string[] | undefined {
  if (!(error instanceof ProblemResponse)) return undefined
  return [error.detail, ...error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`)]
}
