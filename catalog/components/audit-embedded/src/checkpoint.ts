import { type Context, type Database, type Transaction, tellFailed } from '@composed/kit'
import { beginning, type Known, type Verification, verifyChain } from './verify.ts'

const minute = 60_000
const everyMinutes = 5
/** The whole chain is verified at the start, when nobody did so in the last hour, and daily from then on. */
const hours = { atStart: 1, after: 24 }

interface Checkpoint extends Known {
  intact: boolean
}

/** Whether the chain was intact when it was last verified. */
export async function lastFound(tx: Transaction): Promise<boolean> {
  const [last] = await tx.query<Checkpoint>('select intact from checkpoint')
  return last?.intact ?? false
}

/** Verifies the chain in the background: the whole at the start and every day, what was added since every few minutes. */
export function keepVerifying({ db, log }: Context): () => Promise<void> {
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const turn = (wholeAfter: number) => {
    running = running
      .then(() => verifyOn(db, wholeAfter, stopping.signal))
      .then((found) => {
        if (found?.intact === false)
          log.error({ brokenAt: found.brokenAt }, 'the audit chain was changed after it was written')
      })
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return
        tellFailed(log, error, 'the audit chain could not be verified; the next turn tries again')
      })
  }
  turn(hours.atStart)
  const timer = setInterval(turn, everyMinutes * minute, hours.after)
  timer.unref()
  return async () => {
    clearInterval(timer)
    stopping.abort()
    await running
  }
}

/**
 * Goes on from the checkpoint, or from the first entry when that was last done more than `wholeAfter` hours ago or the
 * chain was found broken: only then can a restored chain be found intact again. One process at a time; undefined when
 * another is at it.
 */
export async function verifyOn(
  db: Database,
  wholeAfter: number,
  signal?: AbortSignal,
): Promise<Verification | undefined> {
  return db.transaction(async (tx) => {
    const [last] = await tx.query<Checkpoint & { whole: boolean }>(
      `select intact, sequence, hash,
         not intact or whole_at is null or whole_at < now() - make_interval(hours => $1) as whole
       from checkpoint for update skip locked`,
      [wholeAfter],
    )
    if (!last) return undefined
    const found = await verifyChain(tx, last.whole ? beginning : last, signal)
    await tx.query(
      `update checkpoint set intact = $1, sequence = $2, hash = $3, whole_at = case when $4 then now() else whole_at end`,
      found.intact
        ? [true, found.entries, found.head ?? beginning.hash, last.whole]
        : [false, beginning.sequence, beginning.hash, last.whole],
    )
    return found
  })
}
