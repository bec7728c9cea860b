import type { Transaction } from '@composed/kit'
import type { components } from '../../../capabilities/audit/contract.ts'
import { genesis, hashOf } from './chain.ts'
import { entriesFrom } from './entries.ts'

const atOnce = 500

/**
 * Computes every hash again, from the first entry to the head of the chain. `brokenAt` is the first place where an
 * entry was changed, removed or put in. Entries appended meanwhile are left for the next time.
 */
export async function verifyChain(tx: Transaction): Promise<components['schemas']['Verification']> {
  const [end] = await tx.query<{ sequence: number; hash: string; entries: number }>(
    'select sequence, hash, (select count(*) from entry) as entries from head',
  )
  const head = end ?? { sequence: 0, hash: genesis, entries: 0 }
  let next = 1
  let previousHash = genesis
  while (next <= head.sequence) {
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

function broken(entries: number, brokenAt: number) {
  return { intact: false, entries, brokenAt }
}
