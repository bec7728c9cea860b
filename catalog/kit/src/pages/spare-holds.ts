import { createHash } from 'node:crypto'
import type { Context, Transaction } from '../definition.ts'
import { limitsFrom } from '../limits.ts'
import { takeOne } from '../sparingly.ts'

const HOLD_MINUTES = 15

/** Counts what is held for somebody, so that nobody keeps all there is from others by picking it. False when it is too much. */
export function mayHold(from: Pick<Transaction, 'query'>, config: Context['config'], who: string): Promise<boolean> {
  const { holds: most } = limitsFrom(config)
  return takeOne(from, `hold ${createHash('sha256').update(who).digest('base64url')}`, { most, minutes: HOLD_MINUTES })
}
