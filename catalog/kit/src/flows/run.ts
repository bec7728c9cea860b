import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { unhurried } from '../database.ts'
import type { Context } from '../definition.ts'
import { alreadyTold } from '../presence.ts'
import { goes, HeldUp, knownFlows, Lost, onBegun, Stopped, type Way } from './flow.ts'
import { paceOf, pauseAfter, roomFor } from './pace.ts'
import { ShutSteps } from './shut.ts'
import { letGo, renew, type Taken, take } from './take.ts'
import { troubleOf } from './trouble.ts'

/**
 * Works off the flows of this component's schema, some at a time, beside any number of copies. Returns its stop, which
 * lets the steps that are being done end. Register all flows before.
 */
export function runFlows({
  db,
  log,
  config,
  inProgress,
}: Pick<Context, 'db' | 'log' | 'config' | 'inProgress'>): () => Promise<void> {
  const pace = paceOf(config)
  const room = () => roomFor(pace, inProgress()) - running.size
  const holder = randomUUID()
  const running = new Set<Promise<void>>()
  const shut = new ShutSteps(pace)
  let stopping = false
  let looking: Promise<void> | undefined
  let again = false
  let away = false

  /** Takes what is due and has it run. Called at once whenever there may be something, and now and then anyway. */
  const look = () => {
    again = true
    looking ??= takeAll().finally(() => {
      looking = undefined
    })
  }

  const takeAll = async () => {
    while (again && !stopping && room() > 0) {
      again = false
      try {
        const taken = await take(db, holder, [...knownFlows.keys()], pace.lease, room())
        for (const one of taken) work(one)
        away = false
      } catch (error) {
        if (!away && !alreadyTold(error))
          log.warn(troubleOf(error).log, 'flows cannot be read; tried again until they can')
        away = true
      }
    }
  }

  const work = (one: Taken) => {
    const done = workOff(one).finally(() => {
      running.delete(done)
      look()
    })
    running.add(done)
  }

  const workOff = async ({ id, subject, name, data, step, tries, answers }: Taken) => {
    const failing = tries > 0 ? step : undefined
    const way: Way = {
      db,
      id,
      subject,
      holder,
      answers: new Map(Object.entries(answers)),
      at: '',
      stopping: () => stopping,
      ready: (next) => {
        const found = shut.holdUp(next)
        if (found) throw new HeldUp(found.until, found.words)
      },
      did: (done) => isThere(done, done === failing),
    }
    try {
      await goes(way, knownFlows.get(name)!, data)
      await db.query(`DELETE FROM flow WHERE id = $1 AND holder = $2 AND ${unhurried}`, [id, holder])
    } catch (error) {
      if (error instanceof Lost || error instanceof Stopped) return
      const again = way.at === step ? tries : 0
      if (error instanceof HeldUp) await putDown(way, 'open', again, error.message, error.until - Date.now())
      else await failed(way, name, again + 1, error)
    }
  }

  const failed = async (way: Way, name: string, tries: number, error: unknown) => {
    const { passing, own, words, log: told } = troubleOf(error)
    if (passing && !own) shut.failed(way.at, words)
    // What refuses is there.
    else await isThere(way.at, false).catch(() => {})
    if (!passing) log.error({ flow: name, reference: way.subject, step: way.at, ...told }, 'a flow needs attention')
    else if (tries === 1 && !alreadyTold(error))
      log.warn({ flow: name, step: way.at, ...told }, 'a step is tried again')
    await putDown(way, passing ? 'open' : 'refused', tries, words, passing ? pauseAfter(tries, pace) : 0, own)
  }

  /** What a step waited for is there again, and so it is for all who wait for the same. */
  const isThere = async (step: string, waited: boolean) => {
    if (!shut.worked(step) && !waited) return
    await db.query("UPDATE flow SET due_at = now() WHERE state = 'open' AND due_at > now() AND step = $1 AND NOT own", [
      step,
    ])
    look()
  }

  /** Gives the flow up, to be taken again after the pause, or by a person's word. */
  const putDown = async (
    way: Way,
    state: 'open' | 'refused',
    tries: number,
    words: string,
    pause: number,
    own = false,
  ) => {
    // Left alone when the database is away: the lease ends by itself.
    await db
      .query(
        `UPDATE flow SET holder = NULL, held_until = NULL, state = $3, due_at = now() + $4 * interval '1 ms', tries = $5,
           failed_at = CASE WHEN step = $6 THEN coalesce(failed_at, now()) ELSE now() END, step = $6, words = $7, own = $8
         WHERE id = $1 AND holder = $2`,
        [way.id, way.holder, state, pause, tries, way.at, words, own],
      )
      .catch(() => {})
    if (state === 'open') setTimeout(look, pause + 5).unref()
  }

  const forget = onBegun(look)
  const timers = [
    // For what others began and left, and for what waits since another copy met an outage.
    setInterval(look, pace.lease / 3),
    setInterval(() => running.size > 0 && renew(db, holder, pace.lease).catch(() => {}), pace.lease / 4),
  ]
  look()
  return async () => {
    stopping = true
    forget()
    for (const timer of timers) clearInterval(timer)
    await looking
    await Promise.race([Promise.all(running), sleep(stopWithin)])
    await letGo(db, holder).catch(() => {})
  }
}

/** Milliseconds that a stop waits for steps that are being done. */
const stopWithin = 4000
