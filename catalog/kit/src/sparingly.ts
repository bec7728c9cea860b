import type { Transaction } from './definition.ts'

/** How often something may be done at once, and in how many minutes all of that is free again, bit by bit. At most a day. */
export interface Allowance {
  most: number
  minutes: number
}

/**
 * Takes one of what is allowed, unless none is left: then it answers false, and the try does not count. `what` names it in
 * the table; of people it holds a digest alone. In a transaction that rolls back nothing is taken.
 */
export async function takeOne(
  from: Pick<Transaction, 'query'>,
  what: string,
  { most, minutes }: Allowance,
  now = new Date(),
): Promise<boolean> {
  // A level that falls steadily to nothing; one more fits when it stays below the most.
  const fallen = 'greatest(0, t.level - $3 * extract(epoch FROM $2::timestamptz - t.at) / ($4 * 60))'
  const rows = await from.query(
    `INSERT INTO kit_taken AS t (what, level, at) VALUES ($1, 1, $2)
     ON CONFLICT (what) DO UPDATE SET level = ${fallen} + 1, at = $2 WHERE ${fallen} + 1 <= $3
     RETURNING 1`,
    [what, now, most, minutes],
  )
  return rows.length > 0
}

/** Gives back all that was taken under these names. */
export async function giveBack(from: Pick<Transaction, 'query'>, ...what: string[]): Promise<void> {
  await from.query('DELETE FROM kit_taken WHERE what = ANY ($1)', [what])
}
