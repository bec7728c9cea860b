import { createHash } from 'node:crypto'
import type { Transaction } from '@composed/kit'
import { genesis, hashOf, type Link, type Statement } from './chain.ts'

// The trail of a case, which the database extends with each entry: how many there are, and one digest over their hashes.
// With it a page proves the entries of its case alone; that they stand in the chain as they should is for the verification
// of the whole.

interface Trail {
  entries: number
  digest: string
}

/** Whether these, read in the same snapshot, are all entries of the case, each as it was written: every hash is computed again. */
export async function asWritten(
  reference: string,
  entries: readonly (Statement & Link)[],
  tx: Transaction,
): Promise<boolean> {
  const [trail] = await tx.query<Trail>('select entries, digest from trail where reference = $1', [reference])
  if (trail === undefined) return entries.length === 0
  let digest = genesis
  for (const entry of entries) {
    if (hashOf(entry, entry) !== entry.hash) return false
    digest = createHash('sha256')
      .update(digest + entry.hash)
      .digest('hex')
  }
  return trail.entries === entries.length && trail.digest === digest
}
