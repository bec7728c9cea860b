import { startComponent } from '@composed/kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { sayOverdue } from '../src/overdue.ts'
import { listCases, type QueueQuery } from '../src/queue.ts'
import type { CaseSummary } from '../src/shapes.ts'
import { readTeams } from '../src/teams.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
const teams = readTeams(new URL('../data/teams.yaml', import.meta.url))
afterAll(() => started.stop())

const many = 20_000
const ranks = ['urgent', 'high', 'standard', 'low']

beforeAll(async () => {
  await started.db.query(
    `insert into cases (reference, status, subject, contact, team, priority, respond_amount, respond_unit, answers,
       opened_at, due_at, assignee, outcome, reason, closed_at, closed_by)
     select regexp_replace(translate(lpad(n::text, 12, '0'), '0123456789', 'ABCDEFGHJK'), '(.{4})(.{4})(.{4})', '\\1-\\2-\\3'),
       case when n % 4 = 0 then 'closed' when n % 4 = 1 then 'new' else 'waiting' end, 'Person ' || n,
       jsonb_build_object('email', 'person-' || n || '@example.com'), (array['north-team', 'south-team', null])[n % 3 + 1],
       (array['urgent', 'high', 'standard', 'low', null])[n % 5 + 1], 1, 'days', '{}', now() - interval '30 days',
       now() + (n % 997 - 20) * interval '1 hour', case when n % 7 = 0 then 'person-' || n % 50 end,
       case when n % 4 = 0 then 'Approved' end, case when n % 4 = 0 then 'Right.' end,
       case when n % 4 = 0 then now() - n * interval '1 second' end, case when n % 4 = 0 then 'person-1' end
     from generate_series(1, $1) as n`,
    [many],
  )
  while ((await sayOverdue(started.db)) > 0);
  await started.db.query('analyze cases')
})

/** What the queue promises, as a key that goes up. */
function keyOf({ overdue, priority = 'standard', dueAt, reference }: CaseSummary): string {
  return [overdue ? 0 : 1, ranks.indexOf(priority), dueAt, reference].join(' ')
}

test('all pages of 20,000 cases have each open one once, in order', async () => {
  const keys: string[] = []
  let after: string | undefined
  do {
    const page = await cases.listCases({ query: { limit: 200, after } })
    keys.push(...page.cases.map(keyOf))
    after = page.next
  } while (after)
  expect(keys).toHaveLength((many / 4) * 3)
  expect(keys).toEqual([...new Set(keys)].sort())
  expect(keys[0]).toMatch(/^0 0/)
  expect(await cases.countCases({ query: {} })).toEqual({ total: keys.length })
})

interface Node {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}

/** How many rows Postgres took into its hands for a page: what its scans gave and what they threw away. */
async function rowsRead(query: QueueQuery): Promise<number> {
  const plans: Node[] = []
  await started.db.transaction((tx) =>
    listCases(query, teams, {
      ...tx,
      async query<Row>(sql: string, values?: unknown[]) {
        if (!sql.startsWith('select')) return tx.query<Row>(sql, values)
        const [row] = await tx.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
          `explain (analyze, format json) ${sql}`,
          values,
        )
        plans.push(row!['QUERY PLAN'][0].Plan)
        return tx.query<Row>(sql, values)
      },
    }),
  )
  const read = (node: Node): number =>
    node.Plans?.length
      ? node.Plans.map(read).reduce((sum, one) => sum + one, 0) + (node['Rows Removed by Filter'] ?? 0)
      : (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  return plans.map(read).reduce((sum, one) => sum + one, 0)
}

test.each<QueueQuery>([
  {},
  { status: 'closed' },
  { status: 'waiting' },
  { team: 'south-team' },
  { priority: 'low' },
  { assignee: 'person-7' },
  { unassigned: true },
  { overdue: true },
  { search: 'person-12345@example' },
  { search: 'aaab cdef' },
])('a page with %j is read from an index: hardly more rows than it shows', async (query) => {
  const limit = 50
  expect(await rowsRead({ ...query, limit })).toBeLessThan(limit * 10)
  const page = await cases.listCases({ query: { ...query, limit } })
  expect(page.cases.length).toBeGreaterThan(0)
  if (page.next) expect(await rowsRead({ ...query, limit, after: page.next })).toBeLessThan(limit * 10)
})
