import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { socketFolder, startPostgres, urlAt } from '../../catalog/kit/src/postgres.ts'
import type { Part } from '../../tests/support/deployed.ts'
import type { Outage } from './plan.ts'

/** Something that is kept running, as a supervisor does, but for the outages that are planned. */
export interface Kept {
  name: string
  /** How often it ended without being told to. */
  ends: number
  /** Ends it and keeps it away for so long. */
  outage(outage: Outage): Promise<void>
  /** Looks after it no more. */
  letGo(): void
}

interface Running {
  runs(): boolean
  start(): Promise<void>
  end(signal: NodeJS.Signals): Promise<void>
}

/** Starts again whatever is not running, for as long as it takes. */
function keep(name: string, { runs, start, end }: Running): Kept {
  let away = false
  let over = false
  let starting = false
  const kept: Kept = {
    name,
    ends: 0,
    outage: async ({ signal, away: seconds }) => {
      away = true
      await end(signal)
      await sleep(seconds * 1000)
      starting = true
      away = false
    },
    letGo: () => {
      over = true
    },
  }
  const look = async () => {
    for (; !over; await sleep(200)) {
      if (runs()) starting = false
      if (away || runs()) continue
      // One that came to its end by itself, and not one whose start failed since something else is away.
      if (!starting) kept.ends += 1
      starting = true
      await start().catch(() => {})
    }
  }
  look()
  return kept
}

export const keepPart = (part: Part, env?: Record<string, string>): Kept =>
  keep(part.name, {
    runs: () => part.process() !== undefined,
    start: () => part.start(env),
    end: part.end,
  })

/** A Postgres that may be killed: it comes back on its data, at the same address. */
export async function killablePostgres(folder: string, settings: string[]) {
  const data = join(folder, 'postgres')
  const sockets = socketFolder()
  let running = await startPostgres(data, settings, sockets)
  let runs = true
  const watch = () => {
    const mine = running
    mine.ended.then(() => {
      if (mine === running) runs = false
    })
  }
  watch()
  return {
    url: urlAt(sockets),
    stop: () => running.stop(),
    kept: () =>
      keep('postgres', {
        runs: () => runs,
        start: async () => {
          await running.stop()
          running = await startPostgres(data, settings, sockets)
          runs = true
          watch()
        },
        end: async (signal) => {
          process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), signal)
          await running.ended
        },
      }),
  }
}
