import { expect, test } from 'vitest'
import { isOverdue } from '../../src/desk/table.ts'

const past = '2020-01-01T00:00:00Z'
const list = { due: 'until', over: { state: ['sunk', 'sold'] } }

test.each([
  ['past its date', list, { until: past, state: 'afloat' }, true],
  ['before its date', list, { until: '2999-01-01T00:00:00Z', state: 'afloat' }, false],
  ['past its date, and over', list, { until: past, state: 'sold' }, false],
  ['without a date', list, { state: 'afloat' }, false],
  ['of a list without dates', {}, { until: past }, false],
  ['late, as its part says', { ...list, late: 'late' }, { until: '2999-01-01T00:00:00Z', late: true }, true],
  ['not late, as its part says', { ...list, late: 'late' }, { until: past, late: false }, false],
])('what is %s', (_title, of, row, expected) => {
  expect(isOverdue(of, row)).toBe(expected)
})
