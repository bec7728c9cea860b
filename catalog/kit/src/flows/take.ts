import { unhurried } from '../database.ts'
import type { Database } from '../definition.ts'

/** A flow that this copy has taken. */
export interface Taken {
  id: number
  subject: string
  name: string
  data: Record<string, unknown>
  step: string
  tries: number
  answers: Record<string, unknown>
}

/**
 * What is due, in the order in which it began, and is the first of its record; or what a copy had begun that has been
 * silent for longer than its lease. Copies pass over what another is taking.
 */
const due = `
  SELECT id FROM flow mine WHERE state = 'open' AND due_at <= now() AND name = ANY($2) AND (
    held_until < now() OR (holder IS NULL AND NOT EXISTS (
      SELECT FROM flow other WHERE other.subject = mine.subject AND other.id <> mine.id
        AND (other.id < mine.id OR other.holder IS NOT NULL))))
  ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED`

/** Takes up to `limit` flows for this copy, with what the steps of their records have answered. */
export async function take(
  db: Database,
  holder: string,
  names: readonly string[],
  lease: number,
  limit: number,
): Promise<Taken[]> {
  try {
    return await db.query<Taken>(
      `WITH due AS MATERIALIZED (${due})
       UPDATE flow SET holder = $1, held_until = now() + $3 * interval '1 ms' FROM due WHERE flow.id = due.id AND ${unhurried}
       RETURNING flow.id, subject, name, data, step, tries, (
         SELECT coalesce(jsonb_object_agg(done.step, done.answer), '{}') FROM flow_step done WHERE done.subject = flow.subject
       ) AS answers`,
      [holder, names, lease, limit],
    )
  } catch (error) {
    // Two copies took two flows of one record at the same moment: the index lets one of them through.
    if (error instanceof Error && 'code' in error && error.code === '23505') return []
    throw error
  }
}

/** Says that this copy lives. What is being forgotten by an erasure that takes its time is passed over. */
export async function renew(db: Database, holder: string, lease: number): Promise<void> {
  await db.query(
    `WITH held AS MATERIALIZED (SELECT id FROM flow WHERE holder = $1 FOR NO KEY UPDATE SKIP LOCKED)
     UPDATE flow SET held_until = now() + $2 * interval '1 ms' FROM held WHERE flow.id = held.id AND ${unhurried}`,
    [holder, lease],
  )
}

/** Lets go of what this copy has taken, so that others need not wait for the end of its lease. */
export async function letGo(db: Database, holder: string): Promise<void> {
  await db.query('UPDATE flow SET holder = NULL, held_until = NULL WHERE holder = $1', [holder])
}
