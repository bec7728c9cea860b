import { Problem, type Transaction } from '@composed/kit'
import * as z from 'zod'
import type { CaseStatus, CaseSummary } from './shapes.ts'
import type { Teams } from './teams.ts'

export interface Filters {
  status?: CaseStatus
  team?: string
  priority?: CaseSummary['priority']
  assignee?: string
  unassigned?: boolean
  overdue?: boolean
  search?: string
}

export interface QueueQuery extends Filters {
  limit?: number
  after?: string
}

/** The place of a case in the queue, see the columns `queue_rank` and `queue_at`, and its reference. */
const place = z.tuple([z.int().min(0).max(8), z.int(), z.string().regex(/^[0-9A-Z-]{14}$/)])
type Place = z.infer<typeof place>

interface Row {
  reference: string
  status: CaseStatus
  subject: string | null
  team: string | null
  priority: NonNullable<CaseSummary['priority']> | null
  assignee: string | null
  openedAt: Date
  dueAt: Date
  closedAt: Date | null
  rank: number
  at: number
}

const filtered = `($1::text is null or status = $1) and ($2::text is null or team = $2)
  and ($3::text is null or priority = $3) and ($4::text is null or assignee = $4)
  and ($5::boolean is null or (assignee is null) = $5) and ($6::boolean is null or (queue_rank < 4) = $6)
  and ($1::text is not null or $7::text is not null or queue_rank < 8)`

/**
 * Where cases are looked for. What is searched for is found by the index of its words before anything else is asked: few cases
 * have it, but Postgres guesses that many do, and would go through all of them.
 */
async function sourceOf({ search }: Filters, tx: Transaction): Promise<string> {
  if (search === undefined) return 'cases'
  await tx.query('set local enable_seqscan = off')
  return '(select * from cases where words @@ wanted_words($7) offset 0) as cases'
}

/** @throws Problem invalid-request when there is hardly anything to search for */
function valuesOf({ status, team, priority, assignee, unassigned, overdue, search }: Filters): unknown[] {
  if (search !== undefined && (search.match(/[\p{L}\p{N}]/gu) ?? []).length < 3) {
    throw new Problem('invalid-request', 'Search for three letters or digits at least.', [
      { pointer: '/query/search', detail: 'has fewer than three letters or digits' },
    ])
  }
  return [status, team, priority, assignee, unassigned, overdue, search]
}

/**
 * One page of the queue: what is overdue first, then by priority, due time and reference; closed cases last. It goes on from
 * a place in that order and not from a count, so that cases opened meanwhile do not shift what comes next.
 *
 * @throws Problem invalid-request when `after` did not come from an earlier page
 */
export async function listCases(
  query: QueueQuery,
  teams: Teams,
  tx: Transaction,
): Promise<{ cases: CaseSummary[]; next?: string }> {
  const limit = query.limit ?? 50
  const [rank, at, reference] = query.after === undefined ? [] : readPlace(query.after)
  const rows = await tx.query<Row>(
    `select reference, status, subject, team, priority, assignee, opened_at as "openedAt", due_at as "dueAt",
       closed_at as "closedAt", queue_rank as rank, queue_at as at
     from ${await sourceOf(query, tx)}
     where ${filtered}
       and ($8::smallint is null or (queue_rank, queue_at, reference) > ($8, $9::bigint, $10::text))
     order by queue_rank, queue_at, reference
     limit $11`,
    [...valuesOf(query), rank, at, reference, limit + 1],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    cases: page.map((row) => toSummary(row, teams)),
    next: last && rows.length > limit ? writePlace(last) : undefined,
  }
}

/** How many cases listCases gives with the same filters, on all pages together. */
export async function countCases(filters: Filters, tx: Transaction): Promise<number> {
  const [counted] = await tx.query<{ total: number }>(
    `select count(*) as total from ${await sourceOf(filters, tx)} where ${filtered}`,
    valuesOf(filters),
  )
  return counted!.total
}

function toSummary(row: Row, teams: Teams): CaseSummary {
  return {
    reference: row.reference,
    status: row.status,
    subject: row.subject ?? undefined,
    ...teams.named(row.team),
    priority: row.priority ?? undefined,
    openedAt: row.openedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    overdue: row.rank < 4,
    assignee: row.assignee ?? undefined,
    closedAt: row.closedAt?.toISOString(),
  }
}

function writePlace({ rank, at, reference }: Row): string {
  const last: Place = [rank, at, reference]
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
