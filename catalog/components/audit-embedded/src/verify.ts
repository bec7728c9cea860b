import type { Transaction } from '@composed/kit'
import type { components } from '../../../capabilities/audit/contract.ts'
import { genesis, hashOf, type Link } from './chain.ts'
import { entriesFrom } from './entries.ts'

const atOnce = 500

/** A place up to which the chain was found intact. */
export type Known = Pick<Link, 'sequence' | 'hash'>

/** The place before the first entry. */
export const beginning: Known = { sequence: 0, hash: genesis }

export type Verification = components['schemas']['Verification']

/**
 * Computes every hash again, from the first entry to the head of the chain, or from the one behind `known`. `brokenAt`
 * is the first place where an entry was changed, removed or put in. Entries appended meanwhile are left for the next time.
 * Throws once `signal` is aborted.
 */
export async function verifyChain(
  tx: Pick<Transaction, 'query'>,
  known: Known = beginning,
  signal?: AbortSignal,
): Promise<Verification> {
  const [end] = await tx.query<{ sequence: number; hash: string; entries: number }>(
    `select sequence, hash, $1 + (select count(*) from entry where sequence > $1) as entries from head`,
    [known.sequence],
  )
  const head = end ?? { ...beginning, entries: 0 }
  let next = known.sequence + 1
  let previousHash = known.hash
  while (next <= head.sequence) {
    signal?.throwIfAborted()
    const entries = await entriesFrom(next, atOnce, tx)
    if (entries.length === 0) return broken(head.entries, next)
    for (const entry of entries.slice(0, head.sequence - next + 1)) {
      const hash = hashOf(entry, { sequence: next, previousHash })
      const asWritten = entry.sequence === next && entry.previousHash === previousHash && entry.hash === hash
      if (!asWritten) return broken(head.entries, next)
      previousHash = hash
      next += 1
    }
  }
  if (previousHash !== head.hash) return broken(head.entries, head.sequence)
  if (head.entries !== head.sequence || !end) return broken(head.entries, next)
  return { intact: true, entries: head.entries, ...(head.entries > 0 ? { head: head.hash } : {}) }
}

function broken(entries: number, brokenAt: number): Verification {
  return { intact: false, entries, brokenAt }
}
