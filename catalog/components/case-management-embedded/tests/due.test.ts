import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import { expect, test } from 'vitest'
import { dueAt } from '../src/due.ts'

const isBankHoliday = bankHolidaysBy({})

test.each([
  ['the next day', '2026-11-23T09:00Z', 1, '2026-11-24T17:00Z'],
  ['ten days over two weekends', '2026-11-23T09:00Z', 10, '2026-12-07T17:00Z'],
  ['over a weekend', '2026-11-27T10:00Z', 1, '2026-11-30T17:00Z'],
  ['from a Saturday', '2026-11-28T10:00Z', 1, '2026-11-30T17:00Z'],
  ['from a Sunday evening', '2026-11-29T22:00Z', 2, '2026-12-01T17:00Z'],
  ['over Christmas, with Boxing Day moved to Monday', '2026-12-24T12:00Z', 1, '2026-12-29T17:00Z'],
  ['over Christmas with both days moved', '2027-12-24T12:00Z', 1, '2027-12-29T17:00Z'],
  ['over New Year with the day moved', '2027-12-31T12:00Z', 1, '2028-01-04T17:00Z'],
  ['over Easter', '2026-04-02T12:00Z', 1, '2026-04-07T16:00Z'],
  ['over the early May holiday', '2026-05-01T12:00Z', 1, '2026-05-05T16:00Z'],
  ['in summer time 5pm is 4pm in UTC', '2026-07-01T09:00Z', 1, '2026-07-02T16:00Z'],
  ['from winter time into summer time', '2026-03-27T12:00Z', 1, '2026-03-30T16:00Z'],
  ['from summer time into winter time', '2026-10-23T12:00Z', 1, '2026-10-26T17:00Z'],
  ['half past midnight in London is the next day already', '2026-07-01T23:30Z', 1, '2026-07-03T16:00Z'],
  ['after 5pm on the day of opening', '2026-11-23T18:30Z', 1, '2026-11-24T17:00Z'],
  ['beyond the published bank holidays', '2030-12-24T12:00Z', 1, '2030-12-27T17:00Z'],
])('working days: %s', (_name, openedAt, amount, due) => {
  expect(dueAt(new Date(openedAt), { amount, unit: 'working-days' }, isBankHoliday)).toEqual(new Date(due))
})

test.each([
  [4, 'hours', '2026-11-27T20:15:30Z', '2026-11-28T00:15:30Z'],
  [24, 'hours', '2026-12-24T10:00Z', '2026-12-25T10:00Z'],
  [1, 'days', '2026-12-24T10:00Z', '2026-12-25T10:00Z'],
  [365, 'days', '2026-01-01T00:00Z', '2027-01-01T00:00Z'],
] as const)('%i %s are counted as they are', (amount, unit, openedAt, due) => {
  expect(dueAt(new Date(openedAt), { amount, unit }, isBankHoliday)).toEqual(new Date(due))
})

test('a year of working days has no weekend and no bank holiday at its end', () => {
  for (let amount = 1; amount <= 365; amount++) {
    const due = dueAt(new Date('2026-01-01T12:00Z'), { amount, unit: 'working-days' }, isBankHoliday)
    expect(due.getUTCDay() % 6).not.toBe(0)
    expect(isBankHoliday(due.toISOString().slice(0, 10))).toBe(false)
  }
})
