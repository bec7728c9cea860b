import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import { expect, test } from 'vitest'
import { BadHours, readOpeningHours } from '../src/opening-hours.ts'

const isBankHoliday = bankHolidaysBy({})

function open(hours: string, day: string): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const spans = readOpeningHours(hours, isBankHoliday)(day)
  return spans.map(({ from, until }) => `${clock(from)}-${clock(until)}`).join(',') || 'closed'
}

// 2026-11-30 is a Monday, 2026-12-25 a Friday; Boxing Day 2026 is a Saturday, its bank holiday the Monday after.
test.each([
  ['Mo-Fr 09:00-17:00; Sa 10:00-12:00', '2026-11-30', '09:00-17:00'],
  ['Mo-Fr 09:00-17:00; Sa 10:00-12:00', '2026-12-05', '10:00-12:00'],
  ['Mo-Fr 09:00-17:00; Sa 10:00-12:00', '2026-12-06', 'closed'],
  ['Mo-Fr 09:00-17:00; We off', '2026-12-02', 'closed'],
  ['Mo,We 09:00-12:00, 13:30-24:00', '2026-12-02', '09:00-12:00,13:30-24:00'],
  ['Mo, We 09:00-12:00', '2026-12-02', '09:00-12:00'],
  ['Sa-Mo 09:00-12:00', '2026-11-30', '09:00-12:00'],
  ['Sa-Mo 09:00-12:00', '2026-12-01', 'closed'],
  ['09:00-12:00', '2026-12-06', '09:00-12:00'],
  ['Mo-Su 09:00-17:00;', '2026-12-06', '09:00-17:00'],
  // closures
  ['Mo-Su 09:00-17:00; 2026 Dec 01 off', '2026-12-01', 'closed'],
  ['Mo-Su 09:00-17:00; 2026 Dec 01 off', '2027-12-01', '09:00-17:00'],
  ['Mo-Su 09:00-17:00; Dec 01 closed', '2027-12-01', 'closed'],
  ['Mo-Su 09:00-17:00; 2026 Dec 24-2027 Jan 02 off', '2027-01-02', 'closed'],
  ['Mo-Su 09:00-17:00; 2026 Dec 24-2027 Jan 02 off', '2027-01-03', '09:00-17:00'],
  ['Mo-Su 09:00-17:00; Dec 20-Jan 03 off', '2031-01-02', 'closed'],
  ['Mo-Su 09:00-17:00; Dec 07-09 10:00-11:00', '2026-12-08', '10:00-11:00'],
  ['Mo-Su 09:00-17:00; 2026 Dec 07-09 off', '2026-12-10', '09:00-17:00'],
  ['Mo-Su 09:00-17:00; 2028 Feb 29 off', '2028-02-29', 'closed'],
  // bank holidays
  ['Mo-Su 09:00-17:00', '2026-12-25', 'closed'],
  ['Mo-Su 09:00-17:00', '2026-12-26', '09:00-17:00'],
  ['Mo-Su 09:00-17:00', '2026-12-28', 'closed'],
  ['09:00-17:00', '2026-12-28', 'closed'],
  ['Mo-Fr,PH 09:00-17:00', '2026-12-28', '09:00-17:00'],
  ['Mo-Su 09:00-17:00; PH 10:00-14:00', '2026-12-28', '10:00-14:00'],
  ['Mo-Su 09:00-17:00; PH 10:00-14:00; Dec 28 off', '2026-12-28', 'closed'],
  ['Mo-Su 09:00-17:00; PH off; Dec 28 11:00-12:00', '2026-12-28', '11:00-12:00'],
  ['Dec 28 11:00-12:00; PH off', '2026-12-28', 'closed'],
  ['PH 10:00-14:00', '2026-11-30', 'closed'],
])('%s on %s: %s', (hours, day, expected) => {
  expect(open(hours, day)).toBe(expected)
})

test('another nation has other bank holidays', () => {
  const scottish = readOpeningHours('Mo-Su 09:00-17:00', bankHolidaysBy({ BANK_HOLIDAYS_NATION: 'scotland' }))
  expect(scottish('2026-11-30')).toEqual([])
  expect(scottish('2026-04-06')).toHaveLength(1)
})

test.each([
  'always',
  'Tu-Th',
  'Mo-Fr 9-17',
  'Mo-Fr 09:00-17:00 10:00-11:00',
  'Mo-Fr 25:00-26:00',
  'Mo-Fr 17:00-09:00',
  'Mo-Fr 09:00-09:00',
  'Mo-Fr 22:00-02:00',
  'Mo-Fr 09:00-12:00,11:00-13:00',
  'Mo-Fr 13:00-14:00,09:00-12:00',
  'Montag 09:00-17:00',
  'Mo-Xx 09:00-17:00',
  'Mo-We-Fr 09:00-17:00',
  'Dez 24 off',
  'Dec 32 off',
  '2026 Feb 29 off',
  'Feb 30 off',
  '2026 Dec 24-Jan 02 off',
  '2027 Jan 02-2026 Dec 24 off',
  'Mo-Fr 09:00-17:00;; Sa off',
])('"%s" is no opening hours, and the error does not repeat it', (hours) => {
  const read = () => readOpeningHours(hours, isBankHoliday)
  expect(read).toThrow(BadHours)
  expect(read).not.toThrow(hours)
})
