import { expect, test } from 'vitest'
import { dayOf, instantOf, minus, minutesOf, plus } from '../src/london.ts'
import { readOpeningHours } from '../src/opening-hours.ts'
import { readSlotId, slotAt, slotsOn, writeSlotId } from '../src/slots.ts'

const always = readOpeningHours('00:00-24:00', () => false)
const london = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' })
const clocks = (day: string, hours: string, minutes = 30) =>
  slotsOn(
    day,
    readOpeningHours(hours, () => false),
    minutes,
  ).map(({ startsAt }) => london.format(startsAt))

// The clock is put forward from 1am to 2am on 29 March 2026, and back from 2am to 1am on 25 October.
test.each([
  ['2026-03-28', 48],
  ['2026-03-29', 46],
  ['2026-10-24', 48],
  ['2026-10-25', 50],
])('%s has %i half hours, each half an hour long, one behind the other', (day, count) => {
  const slots = slotsOn(day, always, 30)
  expect(slots).toHaveLength(count)
  for (const [index, { startsAt, endsAt }] of slots.entries()) {
    expect(endsAt.getTime() - startsAt.getTime()).toBe(1_800_000)
    expect(dayOf(startsAt)).toBe(day)
    if (index > 0) expect(startsAt).toEqual(slots[index - 1]?.endsAt)
  }
  expect(new Set(slots.map(({ startsAt }) => writeSlotId('site', startsAt))).size).toBe(count)
})

test.each([
  ['2026-03-29', '00:00-03:00', ['00:00', '00:30', '02:00', '02:30']],
  ['2026-03-29', '01:00-02:00', []],
  ['2026-03-29', '01:15-01:45', []],
  ['2026-03-29', '00:30-01:30', ['00:30']],
  ['2026-03-29', '01:30-03:00', ['02:00', '02:30']],
  ['2026-03-29', '09:00-10:00', ['09:00', '09:30']],
  ['2026-10-25', '00:30-02:30', ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00']],
  ['2026-10-25', '01:00-02:00', ['01:00', '01:30', '01:00', '01:30']],
  ['2026-10-25', '00:00-01:30', ['00:00', '00:30', '01:00']],
  ['2026-10-25', '09:00-10:00', ['09:00', '09:30']],
])('%s, open %s: slots at %j', (day, hours, expected) => {
  expect(clocks(day, hours)).toEqual(expected)
})

test.each([
  ['2026-03-28', 9 * 60, '2026-03-28T09:00:00.000Z'],
  ['2026-03-29', 9 * 60, '2026-03-29T08:00:00.000Z'],
  ['2026-03-29', 90, '2026-03-29T01:00:00.000Z'],
  ['2026-03-29', 24 * 60, '2026-03-29T23:00:00.000Z'],
  ['2026-10-25', 90, '2026-10-25T00:30:00.000Z'],
  ['2026-10-25', 120, '2026-10-25T02:00:00.000Z'],
  ['2026-10-25', 9 * 60, '2026-10-25T09:00:00.000Z'],
])('%s and %i minutes is %s', (day, minutes, instant) => {
  expect(instantOf(day, minutes).toISOString()).toBe(instant)
})

test.each([
  ['a day before is the same time of the day before, in spring', '2026-03-29T08:00:00Z', 'P1D', '2026-03-28T09:00:00Z'],
  ['and in autumn', '2026-10-25T09:00:00Z', 'P1D', '2026-10-24T08:00:00Z'],
  ['a day before the time that comes twice', '2026-10-25T01:30:00Z', 'P1D', '2026-10-24T00:30:00Z'],
  ['a day before into the hour that is left out', '2026-03-30T00:30:00Z', 'P1D', '2026-03-29T01:30:00Z'],
  ['24 hours are 24 hours', '2026-03-29T08:00:00Z', 'PT24H', '2026-03-28T08:00:00Z'],
  ['a year', '2026-06-01T08:00:00Z', 'P1Y', '2025-06-01T08:00:00Z'],
  ['a month from its longest day', '2026-03-31T08:00:00Z', 'P1M', '2026-02-28T09:00:00Z'],
])('%s', (_name, at, duration, expected) => {
  expect(minus(new Date(at), duration)).toEqual(new Date(expected))
})

test('later is by the same calendar', () => {
  expect(plus(new Date('2026-10-24T08:00:00Z'), 'P1D')).toEqual(new Date('2026-10-25T09:00:00Z'))
  expect([minutesOf('PT30M'), minutesOf('PT2H'), minutesOf('P1D'), minutesOf('P1M')]).toEqual([
    30,
    120,
    undefined,
    undefined,
  ])
})

test('a slot has an id of its own, also where the clock shows its time twice, and is found by it', () => {
  for (const { startsAt } of slotsOn('2026-10-25', always, 30)) {
    const read = readSlotId(writeSlotId('recycling-centre', startsAt))
    expect(read).toEqual({ bookable: 'recycling-centre', startsAt })
    expect(slotAt(startsAt, always, 30)?.startsAt).toEqual(startsAt)
  }
  expect(slotAt(new Date('2026-10-25T09:10:00Z'), always, 30)).toBeUndefined()
})

test('what is left of an opening that holds no whole slot is none', () => {
  expect(clocks('2026-11-30', '09:00-10:10,13:00-13:20')).toEqual(['09:00', '09:30'])
  expect(clocks('2026-11-30', '09:00-17:00', 480)).toEqual(['09:00'])
})
