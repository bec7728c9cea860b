import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test, vi } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { sayOverdue } from '../src/overdue.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component, { env: { DATES_EVERY_SECONDS: '0.5' } })
const cases = started.client<operations>()
afterAll(() => started.stop())

const type = 'dev.compose.case.overdue.v1'
const said = async (reference: string) =>
  (await started.events()).filter((event) => event.type === type && event.subject === reference)

/** A case that was due so many minutes ago; a negative number lies ahead. */
async function due(minutes: number): Promise<string> {
  const { reference } = await cases.openCase({ body: newCase() })
  await move(reference, minutes)
  return reference
}

const move = (reference: string, minutes: number) =>
  started.db.query(
    "update cases set due_at = now() - $2 * interval '1 minute', opened_at = now() - interval '9 days' where reference = $1",
    [reference, minutes],
  )

test('a case whose date has passed is said to be overdue by itself, once', async () => {
  const reference = await due(1)
  await vi.waitFor(async () => expect(await said(reference)).toHaveLength(1), { timeout: 15_000, interval: 200 })
  const { dueAt } = await cases.getCase({ path: { reference } })
  expect((await said(reference))[0]?.data).toEqual({ dueAt })
  await sayOverdue(started.db)
  expect(await said(reference)).toHaveLength(1)
})

test('neither one that is due later nor a closed one is', async () => {
  const later = await due(-60)
  const closed = await due(-60)
  await cases.closeCase({ path: { reference: closed }, body: { outcome: 'Approved', reason: 'Right.' } })
  await move(closed, 5)
  await sayOverdue(started.db)
  expect(await said(later)).toEqual([])
  expect(await said(closed)).toEqual([])
})

test('a date that was moved is said when it has passed itself, and not before', async () => {
  const reference = await due(-60)
  await move(reference, -120)
  await sayOverdue(started.db, new Date(Date.now() + 90 * 60_000))
  expect(await said(reference)).toEqual([])
  await sayOverdue(started.db, new Date(Date.now() + 121 * 60_000))
  expect(await said(reference)).toHaveLength(1)
  await move(reference, -180)
  await sayOverdue(started.db, new Date(Date.now() + 121 * 60_000))
  expect(await said(reference)).toHaveLength(1)
  await sayOverdue(started.db, new Date(Date.now() + 181 * 60_000))
  expect(await said(reference)).toHaveLength(2)
})

test('copies that look at the same moment say it once, and more than one batch is said whole', async () => {
  const references = await Promise.all(Array.from({ length: 130 }, () => due(-300)))
  const then = new Date(Date.now() + 301 * 60_000)
  const counts = await Promise.all(Array.from({ length: 4 }, () => sayOverdue(started.db, then)))
  expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(130)
  const events = (await started.events()).filter((event) => event.type === type)
  for (const reference of references) expect(events.filter(({ subject }) => subject === reference)).toHaveLength(1)
})
