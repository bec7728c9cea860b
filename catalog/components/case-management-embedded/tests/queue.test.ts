import { newReference, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { sayOverdue } from '../src/overdue.ts'
import type { Filters } from '../src/queue.ts'
import type { CaseSummary } from '../src/shapes.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
const lead = await started.token({ scopes: ['cases:allocate'] })
afterAll(() => started.stop())

/** All pages of a queue, which has as many as are counted. */
async function queueOf(filters: Filters, limit: number): Promise<string[]> {
  const references: string[] = []
  let after: string | undefined
  do {
    const page = await cases.listCases({ query: { ...filters, limit, after } })
    expect(page.cases.length).toBeLessThanOrEqual(limit)
    references.push(...page.cases.map((one) => one.reference))
    after = page.next
  } while (after)
  expect(await cases.countCases({ query: filters })).toEqual({ total: references.length })
  return references
}

async function makeOverdue(...references: string[]): Promise<void> {
  await started.db.query(
    `update cases set opened_at = now() - interval '9 days', due_at = date_trunc('second', now()) - interval '1 minute'
     where reference = any($1)`,
    [references],
  )
  await sayOverdue(started.db)
}

test('what is overdue comes first, then urgent cases, then what is due first; closed ones stand apart, the latest first', async () => {
  const open = async (priority: CaseSummary['priority'], hours: number) => {
    const body = newCase({ team: 'order-team', priority, respondWithin: { amount: hours, unit: 'hours' } })
    return (await cases.openCase({ body })).reference
  }
  const low = await open('low', 1)
  const standardLate = await open('standard', 300)
  const unknown = await open(undefined, 100)
  const standardSoon = await open('standard', 2)
  const closed = [await open('urgent', 1), await open('low', 2)]
  const urgentLate = await open('urgent', 200)
  const high = await open('high', 1)
  const urgentSoon = await open('urgent', 3)
  const [lowOverdue, highOverdue] = [await open('low', 5), await open('high', 4)]
  for (const reference of closed)
    await cases.closeCase({ path: { reference }, body: { outcome: 'Withdrawn', reason: 'Asked for in error.' } })
  await makeOverdue(lowOverdue, highOverdue)
  const overdue = [highOverdue, lowOverdue]
  const calm = [urgentSoon, urgentLate, high, standardSoon, unknown, standardLate, low]
  for (const limit of [1, 3, 7, 100])
    expect(await queueOf({ team: 'order-team' }, limit)).toEqual([...overdue, ...calm])
  expect(await queueOf({ team: 'order-team', overdue: true }, 100)).toEqual(overdue)
  expect(await queueOf({ team: 'order-team', overdue: false }, 100)).toEqual(calm)
  for (const limit of [1, 100])
    expect(await queueOf({ team: 'order-team', status: 'closed' }, limit)).toEqual(closed.toReversed())
  const first = (await cases.listCases({ query: { team: 'order-team' } })).cases[0]
  expect(first).toMatchObject({ overdue: true, team: 'order-team', teamName: 'Order team' })
  expect(await cases.getCase({ path: { reference: lowOverdue } })).toMatchObject({ overdue: true })
})

test('a case whose date was moved is overdue no longer, and again when that has passed', async () => {
  const { reference } = await cases.openCase({ body: newCase({ team: 'moved-team' }) })
  const path = { reference }
  await makeOverdue(reference)
  expect(await queueOf({ team: 'moved-team', overdue: true }, 10)).toEqual([reference])
  const dueAt = new Date(Date.now() + 86_400_000).toISOString()
  expect(await cases.changeDueDate({ path, body: { dueAt, reason: 'More to find out.' } })).toMatchObject({
    dueAt,
    overdue: false,
  })
  expect(await queueOf({ team: 'moved-team', overdue: true }, 10)).toEqual([])
  await sayOverdue(started.db, new Date(Date.parse(dueAt) + 1))
  expect(await queueOf({ team: 'moved-team', overdue: true }, 10)).toEqual([reference])
  const said = (await started.events()).filter(
    ({ type, subject }) => type === 'dev.compose.case.overdue.v1' && subject === reference,
  )
  expect(said.at(-1)?.data).toEqual({ dueAt })
  expect(said).toHaveLength(2)
})

test('cases due at the same moment are in order of reference, and no page loses or repeats one', async () => {
  const references = Array.from({ length: 25 }, newReference).sort()
  for (const reference of references) await cases.openCase({ body: newCase({ reference, team: 'same-team' }) })
  await started.db.query(`update cases set due_at = '2030-01-01T17:00Z' where team = 'same-team'`)
  expect(await queueOf({ team: 'same-team' }, 4)).toEqual(references)
})

test('a case that is opened between two pages does not shift the second page', async () => {
  const open = async (hours: number) =>
    (await cases.openCase({ body: newCase({ team: 'shift-team', respondWithin: { amount: hours, unit: 'hours' } }) }))
      .reference
  const [first, second, third] = [await open(10), await open(20), await open(30)]
  const page = await cases.listCases({ query: { team: 'shift-team', limit: 2 } })
  expect(page.cases.map((one) => one.reference)).toEqual([first, second])
  await open(1)
  const rest = await cases.listCases({ query: { team: 'shift-team', limit: 2, after: page.next } })
  expect(rest.cases.map((one) => one.reference)).toEqual([third])
  expect(rest.next).toBeUndefined()
})

test('the queue can be narrowed by status, priority and assignee', async () => {
  const team = 'filter-team'
  const { reference: mine } = await cases.openCase({ body: newCase({ team, priority: 'high' }) })
  const { reference: other } = await cases.openCase({ body: newCase({ team, priority: 'low' }) })
  await cases.allocateCase({ path: { reference: mine }, body: { assignee: 'person-9' } }, { token: lead })
  await cases.changeStatus({ path: { reference: mine }, body: { status: 'waiting' } })
  const listed = async (query: object) =>
    (await cases.listCases({ query: { team, ...query } })).cases.map((one) => one.reference)
  expect(await listed({ status: 'waiting' })).toEqual([mine])
  expect(await listed({ status: 'new' })).toEqual([other])
  expect(await listed({ status: 'closed' })).toEqual([])
  expect(await listed({ priority: 'low' })).toEqual([other])
  expect(await listed({ assignee: 'person-9' })).toEqual([mine])
  expect(await listed({ assignee: 'person-9', priority: 'low' })).toEqual([])
  expect(await listed({ unassigned: true })).toEqual([other])
  expect(await listed({ unassigned: false })).toEqual([mine])
  expect(await listed({ unassigned: true, status: 'waiting' })).toEqual([])
})

test.each([
  { unassigned: 'perhaps' },
  { overdue: '2' },
  { priority: 'red' },
  { team: 'North team' },
  { status: 'open' },
])('a filter with a value that does not exist is 400: %j', async (query) => {
  const bad = { query: query as object }
  await expect(cases.listCases(bad)).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
  await expect(cases.countCases(bad)).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test.each([
  'nonsense',
  Buffer.from('[0,"yesterday","x"]').toString('base64url'),
  Buffer.from('[0,0.5,"AAAA-BBBB-CCCC"]').toString('base64url'),
  'W10',
])('a place that no page gave is 400: %s', async (after) => {
  await expect(cases.listCases({ query: { after } })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})
