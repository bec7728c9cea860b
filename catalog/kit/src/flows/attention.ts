import type { Transaction } from '../definition.ts'
import { wakeAfter } from './flow.ts'

/** A record that does not get on by itself. */
export interface Attention {
  reference: string
  /** The step that it stands at; empty before the first. */
  step: string
  /** `refused`: it waits for a person. `trying`: it is tried again and again, for longer than usual. */
  state: 'refused' | 'trying'
  since: Date
  /** What was said, in words. */
  happened: string
}

/** Something that is away is mostly back by then, and nobody need hear of it. */
const usual = "interval '15 minutes'"
const needsAttention = `failed_at IS NOT NULL AND (state = 'refused' OR failed_at < now() - ${usual})`
const page = 50

const columns = `subject AS reference, step, CASE state WHEN 'open' THEN 'trying' ELSE state END AS state,
  failed_at AS since, words AS happened`

/** What needs attention, in the order in which it began, and where the next page begins. */
export async function listAttention(
  tx: Pick<Transaction, 'query'>,
  after?: number,
): Promise<{ items: Attention[]; next?: number }> {
  const rows = await tx.query<Attention & { id: number }>(
    `SELECT id, ${columns} FROM flow WHERE ${needsAttention} AND id > $1 ORDER BY id LIMIT $2`,
    [after ?? 0, page + 1],
  )
  const items = rows.slice(0, page).map(({ id: _, ...item }) => item)
  return { items, ...(rows.length > page ? { next: rows[page - 1]!.id } : {}) }
}

/** What of one record needs attention; undefined when nothing does. */
export async function findAttention(tx: Pick<Transaction, 'query'>, reference: string): Promise<Attention | undefined> {
  const rows = await tx.query<Attention>(
    `SELECT ${columns} FROM flow WHERE ${needsAttention} AND subject = $1 ORDER BY id LIMIT 1`,
    [reference],
  )
  return rows[0]
}

/** How many there are. */
export async function countAttention(tx: Pick<Transaction, 'query'>): Promise<number> {
  const [row] = await tx.query<{ count: number }>(`SELECT count(*) FROM flow WHERE ${needsAttention}`)
  return row?.count ?? 0
}

/** Has the step done again, with the key that it had; false when nothing of this record needs attention. */
export async function tryAgain(tx: Transaction, reference: string): Promise<boolean> {
  const found = await tx.query(
    `UPDATE flow SET state = 'open', due_at = now(), tries = 0, failed_at = NULL, words = NULL
     WHERE subject = $1 AND holder IS NULL AND ${needsAttention} RETURNING 1`,
    [reference],
  )
  wakeAfter(tx)
  return found.length > 0
}

/** That somebody ended what needed attention. */
export interface Ending {
  at: string
  /** The step that it stood at; empty before the first. */
  step: string
  by: string
  reason: string
}

/**
 * Ends what needs attention: the flow `ended` takes its place and tells of it. Who did it and why is kept with the record
 * and forgotten with it, since a reason may name people. False when nothing of this record needs attention.
 */
export async function endFlow(
  tx: Transaction,
  reference: string,
  data: Pick<Ending, 'by' | 'reason'>,
): Promise<boolean> {
  const found = await tx.query(
    `WITH ended AS (
       UPDATE flow SET name = 'ended', data = jsonb_build_object('id', id, 'step', step), state = 'open', due_at = now(),
         step = '', tries = 0, failed_at = NULL, words = NULL
       WHERE subject = $1 AND holder IS NULL AND ${needsAttention} RETURNING subject, id, data)
     INSERT INTO flow_step (subject, step, answer)
       SELECT subject, 'ended:' || id, $2::jsonb || jsonb_build_object('step', data->'step', 'at', $3::text) FROM ended
     RETURNING 1`,
    [reference, JSON.stringify(data), new Date().toISOString()],
  )
  wakeAfter(tx)
  return found.length > 0
}

/** Who has ended what of a record, and why, in the order in which it was. */
export async function listEndings(tx: Pick<Transaction, 'query'>, reference: string): Promise<Ending[]> {
  const rows = await tx.query<{ answer: Ending }>(
    `SELECT answer FROM flow_step WHERE subject = $1 AND step LIKE 'ended:%' ORDER BY answer->>'at'`,
    [reference],
  )
  return rows.map(({ answer }) => answer)
}
