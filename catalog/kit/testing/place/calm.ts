import { setTimeout as sleep } from 'node:timers/promises'

/** What can tell whether anything is still to come about. */
export interface Watched {
  /** How many calls changed something so far. */
  changes(): number
  /** How many calls, deliveries of events and flows wait or are being done. */
  underWay(): Promise<number>
  /** Whether every process answers: so whatever was due in it before has begun. */
  answers(): Promise<boolean>
}

/** Milliseconds between two looks: longer than anything in a place waits for its next turn. */
const round = 1000
const rounds = 4

/**
 * Settles once nothing has come about for some rounds, in each of which every process answered: what has not come about
 * then never will. On a busy machine the answers take longer, and so do the rounds. One watch serves all who wait.
 */
export function newCalm({ changes, underWay, answers }: Watched): () => Promise<void> {
  let quiet = 0
  let seen = -1
  let watching: Promise<void> | undefined

  const look = async (): Promise<void> => {
    const before = changes()
    const still = (await answers()) && (await underWay()) === 0 && before === changes() && before === seen
    seen = changes()
    quiet = still ? quiet + 1 : 0
  }
  const watch = async (): Promise<void> => {
    quiet = 0
    while (quiet < rounds) {
      // Not knowing is no calm: the database may be away.
      await look().catch(() => {
        quiet = 0
      })
      await sleep(round)
    }
  }
  return () => {
    watching ??= watch().finally(() => {
      watching = undefined
    })
    return watching
  }
}
