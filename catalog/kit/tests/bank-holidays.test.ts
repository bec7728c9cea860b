import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import data from '../data/bank-holidays.json' with { type: 'json' }
import { type Nation, nationOf, nations, readBankHolidays, usualBankHolidays } from '../src/bank-holidays.ts'

const file = new URL('../data/bank-holidays.json', import.meta.url)
const proclaimed = ['2026-06-15']

describe.each(nations)('%s', (nation) => {
  const published = data[nation].events.map((event) => event.date)

  test.each([2025, 2026, 2027, 2028])('the file and the rules agree about %i, but for what was proclaimed', (year) => {
    const days = published.filter((day) => day.startsWith(`${year}-`) && !proclaimed.includes(day))
    expect(usualBankHolidays(year, nation).sort()).toEqual(days)
  })
})

// What tells the nations apart, as GOV.UK published it for years before the file.
test.each<[Nation, string, boolean]>([
  ['scotland', '2023-01-02', true],
  ['scotland', '2023-01-03', true],
  ['england-and-wales', '2023-01-03', false],
  ['scotland', '2024-12-02', true],
  ['scotland', '2024-08-05', true],
  ['scotland', '2024-08-26', false],
  ['scotland', '2024-04-01', false],
  ['scotland', '2026-06-15', true],
  ['england-and-wales', '2026-06-15', false],
  ['northern-ireland', '2024-03-18', true],
  ['northern-ireland', '2024-07-12', true],
  ['northern-ireland', '2024-04-01', true],
  ['scotland', '2024-07-12', false],
])('%s, %s: %s', (nation, day, expected) => {
  expect(readBankHolidays(file, nation)(day)).toBe(expected)
})

test('a nation that is none of the three is refused by name', () => {
  expect(nationOf(undefined)).toBe('england-and-wales')
  expect(() => nationOf('wales')).toThrow(
    /BANK_HOLIDAYS_NATION is none of england-and-wales, scotland, northern-ireland/,
  )
})

// Years before the file, as GOV.UK published them, whose holidays had no one-off changes.
test.each([
  [
    2015,
    ['2015-01-01', '2015-04-03', '2015-04-06', '2015-05-04', '2015-05-25', '2015-08-31', '2015-12-25', '2015-12-28'],
  ],
  [
    2016,
    ['2016-01-01', '2016-03-25', '2016-03-28', '2016-05-02', '2016-05-30', '2016-08-29', '2016-12-26', '2016-12-27'],
  ],
  [
    2017,
    ['2017-01-02', '2017-04-14', '2017-04-17', '2017-05-01', '2017-05-29', '2017-08-28', '2017-12-25', '2017-12-26'],
  ],
  [
    2021,
    ['2021-01-01', '2021-04-02', '2021-04-05', '2021-05-03', '2021-05-31', '2021-08-30', '2021-12-27', '2021-12-28'],
  ],
  [
    2024,
    ['2024-01-01', '2024-03-29', '2024-04-01', '2024-05-06', '2024-05-27', '2024-08-26', '2024-12-25', '2024-12-26'],
  ],
])('the rules give the holidays of %i', (year, days) => {
  expect(usualBankHolidays(year).sort()).toEqual(days)
})

test('a year that the file does not cover follows the rules', () => {
  const isBankHoliday = readBankHolidays(file)
  expect(isBankHoliday('2031-12-25')).toBe(true)
  expect(isBankHoliday('2031-12-24')).toBe(false)
})

test('within a year of the file only the file counts', () => {
  const own = join(mkdtempSync(join(tmpdir(), 'holidays-')), 'own.json')
  writeFileSync(own, JSON.stringify({ 'england-and-wales': { events: [{ title: 'One-off', date: '2027-06-04' }] } }))
  const isBankHoliday = readBankHolidays(own)
  expect(isBankHoliday('2027-06-04')).toBe(true)
  expect(isBankHoliday('2027-12-27')).toBe(false)
})

test('another format is refused with what to do', () => {
  const own = join(mkdtempSync(join(tmpdir(), 'holidays-')), 'own.json')
  writeFileSync(own, '[]')
  expect(() => readBankHolidays(own)).toThrow(/gov\.uk\/bank-holidays\.json/)
})
