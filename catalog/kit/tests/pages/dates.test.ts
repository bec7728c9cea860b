import { expect, test } from 'vitest'
import { dayText, momentText } from '../../src/pages/dates.ts'

test.each([
  ['2026-11-21T17:00:00Z', '21 November 2026 at 5pm'],
  ['2026-07-01T16:30:00Z', '1 July 2026 at 5:30pm'],
  ['2026-07-01T23:00:00Z', '2 July 2026 at midnight'],
  ['2026-01-05T12:00:00Z', '5 January 2026 at midday'],
  ['2026-01-05T00:05:00Z', '5 January 2026 at 12:05am'],
  ['2026-10-25T00:30:00Z', '25 October 2026 at 1:30am'],
  ['soon', 'soon'],
])('%s is %s', (iso, text) => {
  expect(momentText(iso)).toBe(text)
})

test('a day is the same day in every time zone', () => {
  expect(dayText('2026-07-01')).toBe('1 July 2026')
  expect(dayText('unknown')).toBe('unknown')
})
