import { Problem, type Transaction } from '@composed/kit'
import { endFlow, listAttention } from '@composed/kit/flows'

/** What does not get on by itself, as the contract and the pages have it. */
export async function attentionList(from: Pick<Transaction, 'query'>, after?: string) {
  const { items, next } = await listAttention(from, after === undefined ? undefined : Number(after))
  return { items: items.map((item) => ({ ...item, since: item.since.toISOString() })), ...(next ? { next: String(next) } : {}) }
}

/** Ends what needs attention; it is put on record who did and why. False when nothing of this reference needs it. */
export function endAttention(tx: Transaction, reference: string, by: string, reason: string): Promise<boolean> {
  return endFlow(tx, reference, { by, reason })
}

export function notStuck(): Problem {
  return new Problem('not-found', 'Nothing with this reference needs attention.')
}
