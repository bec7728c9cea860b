import { Problem, type Transaction } from '@composed/kit'
import * as z from 'zod'
import type { CaseStatus, CaseSummary } from './shapes.ts'

export interface QueueQuery {
  status?: CaseStatus
  team?: string
  priority?: CaseSummary['priority']
  assignee?: string
  limit?: number
  after?: string
}

/** The place of a case in the queue: rank (priority, or 4 when closed), due time, reference. */
const place = z.tuple([z.int().min(0).max(4), z.iso.datetime(), z.string().regex(/^[0-9A-Z-]{14}$/)])
type Place = z.infer<typeof place>

type Row = Omit<CaseSummary, 'openedAt' | 'dueAt' | 'assignee'> & {
  openedAt: Date
  dueAt: Date
  assignee: string | null
  rank: number
}

/**
 * One page of the queue: by priority, then due time, then reference; closed cases last. It goes on from a place in
 * that order and not from a count, so that cases opened meanwhile do not shift what comes next.
 *
 * @throws Problem invalid-request when `after` did not come from an earlier page
 */
export async function listCases(query: QueueQuery, tx: Transaction): Promise<{ cases: CaseSummary[]; next?: string }> {
  const limit = query.limit ?? 50
  const after = query.after === undefined ? [] : readPlace(query.after)
  const rows = await tx.query<Row>(
    `select reference, status, subject, team, priority, assignee, opened_at as "openedAt", due_at as "dueAt",
       queue_rank as rank
     from cases
     where ($1::text is null or status = $1) and ($2::text is null or team = $2)
       and ($3::text is null or priority = $3) and ($4::text is null or assignee = $4)
       and ($5::smallint is null or (queue_rank, due_at, reference) > ($5, $6::timestamptz, $7::text))
     order by queue_rank, due_at, reference
     limit $8`,
    [query.status, query.team, query.priority, query.assignee, after[0], after[1], after[2], limit + 1],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { cases: page.map(toSummary), next: last && rows.length > limit ? writePlace(last) : undefined }
}

function toSummary({ rank: _, ...row }: Row): CaseSummary {
  return {
    ...row,
    assignee: row.assignee ?? undefined,
    openedAt: row.openedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
  }
}

function writePlace(row: Row): string {
  const last: Place = [row.rank, row.dueAt.toISOString(), row.reference]
  return Buffer.from(JSON.stringify(last)).toString('base64url')
}

function readPlace(after: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(after, 'base64url').toString()))
  } catch {
    throw new Problem('invalid-request', 'This is not where a page of the queue ended. Use next of the page before.', [
      { pointer: '/query/after', detail: 'is not the value of next from an earlier page' },
    ])
  }
}
