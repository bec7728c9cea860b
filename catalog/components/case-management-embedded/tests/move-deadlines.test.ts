import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bankHolidaysBy, type IsBankHoliday } from '@composed/kit/bank-holidays'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { moveDeadlines } from '../src/move-deadlines.ts'
import { sayOverdue } from '../src/overdue.ts'
import { newCase } from './new-case.ts'

const usual = bankHolidaysBy({})
const started = await startComponent(component)
const cases = started.client<operations>()
afterAll(() => started.stop())

const open = async (days = 3) =>
  (await cases.openCase({ body: newCase({ respondWithin: { amount: days, unit: 'working-days' } }) })).reference
const shown = async (reference: string) => cases.getCase({ path: { reference } })
const actions = async (reference: string) =>
  (await cases.getHistory({ path: { reference } })).entries.map(({ action }) => action)
const on = (moment: string) => moment.slice(0, 10)
const withHoliday =
  (day: string): IsBankHoliday =>
  (one) =>
    one === day || usual(one)

test('open cases move when a holiday comes and when it goes, and say so; others stay as they are', async () => {
  const [open3, open1, closed] = [await open(3), await open(1), await open(3)]
  const hours = (await cases.openCase({ body: newCase({ respondWithin: { amount: 300, unit: 'hours' } }) })).reference
  await cases.closeCase({ path: { reference: closed }, body: { outcome: 'Approved', reason: 'Because.' } })
  const all = [open3, open1, closed, hours]
  const before = await Promise.all(all.map(async (one) => (await shown(one)).dueAt))
  const holiday = on(before[0]!)

  expect(await moveDeadlines(started.db, withHoliday(holiday))).toBe(1)
  const after = await Promise.all(all.map(async (one) => (await shown(one)).dueAt))
  expect(after[0]! > before[0]!).toBe(true)
  expect(after.slice(1)).toEqual(before.slice(1))
  expect(await actions(open3)).toEqual(['opened', 'due-moved'])
  const { entries } = await cases.getHistory({ path: { reference: open3 } })
  expect(entries.at(-1)).toMatchObject({
    actor: 'case-management',
    detail: expect.stringMatching(/^Due \d+ \w+ \d{4} and not \d+ \w+ \d{4}, because the bank holidays changed$/),
  })
  expect((await shown(open3)).version).toBe(1)

  expect(await moveDeadlines(started.db, withHoliday(holiday))).toBe(0)
  expect(await moveDeadlines(started.db, usual)).toBe(1)
  expect((await shown(open3)).dueAt).toBe(before[0])
})

test('a case whose deadline has moved is overdue at the new date, and not at the old one', async () => {
  const reference = await open(3)
  const old = Date.parse((await shown(reference)).dueAt)
  const holiday = withHoliday(on(new Date(old).toISOString()))
  await moveDeadlines(started.db, holiday)
  const { dueAt } = await shown(reference)
  const said = async (at: number) => {
    await sayOverdue(started.db, new Date(at + 1))
    const events = await started.events()
    return events.filter(({ type, subject }) => type === 'dev.compose.case.overdue.v1' && subject === reference)
  }
  expect(await said(old)).toEqual([])
  expect(await said(Date.parse(dueAt))).toMatchObject([{ data: { dueAt } }])
  await moveDeadlines(started.db, usual)
})

test('a date that a person has set is moved by no calendar', async () => {
  const reference = await open(3)
  const { dueAt } = await shown(reference)
  const set = await cases.changeDueDate({
    path: { reference },
    body: { dueAt: new Date(Date.parse(dueAt) + 60_000).toISOString(), reason: 'A minute later.' },
  })
  await moveDeadlines(started.db, withHoliday(on(dueAt)))
  expect((await shown(reference)).dueAt).toBe(set.dueAt)
  expect(await actions(reference)).toEqual(['opened', 'due-changed'])
  await moveDeadlines(started.db, usual)
})

test('a deadline that is over is over', async () => {
  const reference = await open(1)
  const { dueAt } = await shown(reference)
  const later = new Date(Date.parse(dueAt) + 60_000)
  await moveDeadlines(started.db, withHoliday(on(dueAt)), later)
  expect((await shown(reference)).dueAt).toBe(dueAt)
  await moveDeadlines(started.db, usual, later)
})

test('two processes that start at once move each case once', async () => {
  const reference = await open(3)
  const holiday = withHoliday(on((await shown(reference)).dueAt))
  const [one, two] = await Promise.all([moveDeadlines(started.db, holiday), moveDeadlines(started.db, holiday)])
  expect(Math.min(one, two)).toBe(0)
  expect(await actions(reference)).toEqual(['opened', 'due-moved'])
  await moveDeadlines(started.db, usual)
})

test('the calendar that is set is the one that counts, and another nation’s is one of its own', async () => {
  const own = join(mkdtempSync(join(tmpdir(), 'holidays-')), 'own.json')
  writeFileSync(own, JSON.stringify({ scotland: { events: [{ date: '2026-01-01' }] } }))
  const scottish = await startComponent(component, {
    env: { BANK_HOLIDAYS_FILE: own, BANK_HOLIDAYS_NATION: 'scotland' },
  })
  await scottish.stop()
  await expect(startComponent(component, { env: { BANK_HOLIDAYS_FILE: own } })).rejects.toThrow(/england-and-wales/)
  await expect(startComponent(component, { env: { BANK_HOLIDAYS_NATION: 'wales' } })).rejects.toThrow(
    /BANK_HOLIDAYS_NATION/,
  )
})
