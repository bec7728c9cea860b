import { faultIn } from '../machine-fault.ts'
import type { Journal } from './journal.ts'

/**
 * The same journal on a disk that may fill up or go away: a run needs none of it to go on, so it is only no longer kept, and
 * `lost` is told why, once.
 */
export function tolerant(journal: Journal, lost: (errno: string) => void): Journal {
  let kept = true
  const lose = (error: unknown) => {
    const fault = faultIn(error)
    if (!fault) throw error
    if (kept) lost(fault.errno)
    kept = false
  }
  const keeping = async (work: () => Promise<void>) => {
    if (kept) await work().catch(lose)
  }
  return {
    id: journal.id,
    forgiven: journal.forgiven,
    event(event) {
      try {
        if (kept) journal.event(event)
      } catch (error) {
        lose(error)
      }
    },
    recall: (step, key) => journal.recall(step, key),
    finished: (step, digest) => keeping(() => journal.finished(step, digest)),
    keep: (step, key, value) => keeping(() => journal.keep(step, key, value)),
    gaveUp: (laps) => keeping(() => journal.gaveUp(laps)),
    end: () => keeping(() => journal.end()),
  }
}
