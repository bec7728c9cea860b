import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase, newReference } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
const lead = await started.token({ scopes: ['cases:allocate'] })
afterAll(() => started.stop())

/** All pages of the queue of a team. */
async function queueOf(team: string, limit: number): Promise<string[]> {
  const references: string[] = []
  let after: string | undefined
  do {
    const page = await cases.listCases({ query: { team, limit, after } })
    expect(page.cases.length).toBeLessThanOrEqual(limit)
    references.push(...page.cases.map((one) => one.reference))
    after = page.next
  } while (after)
  return references
}

test('urgent cases come first, then what is due first; closed cases come last', async () => {
  const open = async (priority: 'urgent' | 'high' | 'standard' | 'low', hours: number) => {
    const body = newCase({ team: 'order-team', priority, respondWithin: { amount: hours, unit: 'hours' } })
    return (await cases.openCase({ body })).reference
  }
  const low = await open('low', 1)
  const standardLate = await open('standard', 300)
  const standardSoon = await open('standard', 2)
  const closed = await open('urgent', 1)
  const urgentLate = await open('urgent', 200)
  const high = await open('high', 1)
  const urgentSoon = await open('urgent', 3)
  await cases.closeCase({ path: { reference: closed }, body: { outcome: 'Withdrawn', reason: 'Asked for in error.' } })
  const expected = [urgentSoon, urgentLate, high, standardSoon, standardLate, low, closed]
  expect(await queueOf('order-team', 100)).toEqual(expected)
  expect(await queueOf('order-team', 3)).toEqual(expected)
  expect(await queueOf('order-team', 7)).toEqual(expected)
})

test('cases due at the same moment are in order of reference, and no page loses or repeats one', async () => {
  const references = Array.from({ length: 25 }, newReference).sort()
  for (const reference of references) await cases.openCase({ body: newCase({ reference, team: 'same-team' }) })
  await started.db.query(`update cases set due_at = '2030-01-01T17:00Z' where team = 'same-team'`)
  expect(await queueOf('same-team', 4)).toEqual(references)
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
})

test.each(['nonsense', Buffer.from('[0,"yesterday","x"]').toString('base64url'), 'W10'])(
  'a place that no page gave is 400: %s',
  async (after) => {
    await expect(cases.listCases({ query: { after } })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
  },
)
