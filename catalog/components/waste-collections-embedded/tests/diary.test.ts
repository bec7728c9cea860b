import { readBankHolidays } from '@composed/kit/bank-holidays'
import { expect, test } from 'vitest'
import { inLondon, plusDays, weekday, weeksBetween } from '../src/days.ts'
import { diaryOf } from '../src/diary.ts'
import { nextRounds, roundsOf } from '../src/rounds.ts'
import { readRoundsFile } from '../src/rounds-file.ts'
import { readRule, ruleText } from '../src/rrule.ts'

const file = readRoundsFile(new URL('../data/rounds.json', import.meta.url))
const holidays = readBankHolidays(new URL('../../../kit/data/bank-holidays.json', import.meta.url))
const diary = diaryOf(file, holidays)
const plan = (rrule: string, startDate = '2026-01-05', endDate?: string) => ({ id: 'one', startDate, rrule, endDate })

test('a day is a day of London, whatever the clocks do', () => {
  expect(inLondon(new Date('2026-03-28T23:59:00Z'))).toEqual({ day: '2026-03-28', time: '23:59' })
  expect(inLondon(new Date('2026-06-30T23:30:00Z'))).toEqual({ day: '2026-07-01', time: '00:30' })
  expect([plusDays('2026-03-28', 2), plusDays('2028-02-28', 1)]).toEqual(['2026-03-30', '2028-02-29'])
  expect([weekday('2026-11-30'), weekday('2026-11-29')]).toEqual([0, 6])
  expect([weeksBetween('2026-01-07', '2026-01-11'), weeksBetween('2026-01-07', '2026-01-12')]).toEqual([0, 1])
})

test.each([
  ['FREQ=WEEKLY;BYDAY=MO', 'Every week, on Monday', ['2026-11-30', '2026-12-07']],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', 'Every 2 weeks, on Monday', ['2026-12-07', '2026-12-21']],
  ['FREQ=WEEKLY;INTERVAL=4;BYDAY=FR', 'Every 4 weeks, on Friday', ['2026-12-11', '2027-01-08']],
  ['FREQ=WEEKLY;BYDAY=TH,TU', 'Every week, on Tuesday and Thursday', ['2026-12-01', '2026-12-03']],
])('%s: %s', (rrule, words, days) => {
  expect(ruleText(readRule(rrule)!)).toBe(words)
  expect(nextRounds(plan(rrule), [], '2026-11-28')).toEqual(days)
})

test.each([
  'FREQ=DAILY',
  'FREQ=WEEKLY',
  'FREQ=WEEKLY;INTERVAL=0;BYDAY=MO',
  'FREQ=MONTHLY;BYMONTHDAY=1',
  'FREQ=WEEKLY;BYDAY=XX',
])('%s is no rule by which rounds run', (rrule) => {
  expect(readRule(rrule)).toBeUndefined()
})

test('nothing runs before its plan begins or after it ends', () => {
  const days = (start: string, end?: string) =>
    roundsOf(plan('FREQ=WEEKLY;BYDAY=MO', start, end), [], '2026-11-01', '2026-11-30')
  expect(days('2026-11-10')).toEqual(['2026-11-16', '2026-11-23', '2026-11-30'])
  expect(days('2026-01-05', '2026-11-16')).toEqual(['2026-11-02', '2026-11-09', '2026-11-16'])
})

test('a day that is moved or left out is so for every plan, or for the one that is named', () => {
  const friday = plan('FREQ=WEEKLY;BYDAY=FR')
  const from = (changes: Parameters<typeof roundsOf>[1]) => roundsOf(friday, changes, '2026-12-19', '2027-01-03')
  expect(from([])).toEqual(['2026-12-25', '2027-01-01'])
  expect(from([{ date: '2026-12-25', to: '2026-12-28' }, { date: '2027-01-01' }])).toEqual(['2026-12-28'])
  expect(from([{ date: '2026-12-25', to: '2026-12-28', roundPlan: 'other' }])).toEqual(['2026-12-25', '2027-01-01'])
  // Moved into the days that are asked about from outside them.
  expect(roundsOf(friday, [{ date: '2026-12-25', to: '2026-12-28' }], '2026-12-28', '2026-12-28')).toEqual([
    '2026-12-28',
  ])
})

test('what is next comes first, and today counts', () => {
  const of = (today: string) => diary.collectionsOf('999900000001', today).map(({ name, next }) => [name, next])
  expect(of('2026-11-28')).toEqual([
    ['Clear sacks', '2026-11-28'],
    ['Green bin', '2026-11-30'],
    ['Food caddy', '2026-11-30'],
    ['Grey bin', '2026-12-07'],
    ['Garden bin', '2026-12-11'],
  ])
  expect(of('2026-11-30')[0]).toEqual(['Green bin', '2026-11-30'])
  expect(of('2026-12-01').find(([name]) => name !== 'Clear sacks')).toEqual(['Grey bin', '2026-12-07'])
  expect(diary.collectionsOf('999900000060', '2026-11-28')).toEqual([])
})

test.each([
  // On the day itself from 5pm, and until the end of the second working day after it.
  ['2026-11-30', '16:59', false],
  ['2026-11-30', '17:00', true],
  ['2026-12-02', '23:59', true],
  ['2026-12-03', '00:00', false],
])('a green bin of 30 November can be reported as missed on %s at %s: %s', (today, time, canReport) => {
  const [green] = diary.missedOf('999900000001', today, time).filter(({ name }) => name === 'Green bin')
  expect(green).toEqual({ name: 'Green bin', last: '2026-11-30', reportUntil: '2026-12-02', canReport })
})

test.each([
  // Sacks are collected every day: until the crews are back it is those of the day before.
  ['2026-11-30', '16:59', ['Clear sacks, Sunday 29 November 2026']],
  [
    '2026-11-30',
    '17:00',
    [
      'Green bin, Monday 30 November 2026',
      'Food caddy, Monday 30 November 2026',
      'Clear sacks, Monday 30 November 2026',
    ],
  ],
  ['2026-12-03', '00:00', ['Clear sacks, Wednesday 2 December 2026']],
])('what can be reported on %s at %s is offered, the last first', (today, time, offered) => {
  const all = diary.reportableOf('999900000001', today, time).map(({ collection }) => collection)
  expect(all).toEqual(offered)
  // Where there are no sacks it is too early or too late for all.
  const others = diary.reportableOf('999900000002', today, time).map(({ collection }) => collection)
  expect(others).toEqual(offered.filter((one) => !one.startsWith('Clear sacks')))
})

test('bank holidays and weekends are no working days', () => {
  const weekly = { ...file, roundPlans: file.roundPlans.map((one) => ({ ...one, rrule: 'FREQ=WEEKLY;BYDAY=TH' })) }
  const [first] = diaryOf(weekly, holidays).missedOf('999900000001', '2026-12-24', '18:00')
  // 25 and 28 December are bank holidays in 2026.
  expect(first).toMatchObject({ last: '2026-12-24', reportUntil: '2026-12-30', canReport: true })
})

test('the rounds of a day', () => {
  expect(diary.roundsOn('2026-11-30').map(({ plan }) => plan)).toEqual(['monday-even', 'monday-weekly', 'sacks-daily'])
  expect(diary.roundsOn('2026-11-29').map(({ plan }) => plan)).toEqual(['sacks-daily'])
})
