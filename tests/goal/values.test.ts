import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { negationsIn } from '../../src/goal/values/negation.ts'
import { onlyValueIn, valuesIn } from '../../src/goal/values/read.ts'
import { Tokens } from '../../src/goal/values/tokens.ts'
import type { Border, Unit, Value } from '../../src/goal/values/value.ts'

// A value printed in ten ways is read back as itself.

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
function inWords(value: number): string {
  if (value < 20) return small[value]!
  if (value < 100) return `${tens[Math.floor(value / 10)]}${value % 10 ? `-${small[value % 10]}` : ''}`
  return `${inWords(Math.floor(value / 100))} hundred${value % 100 ? ` and ${inWords(value % 100)}` : ''}`
}
const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

type Print<T> = (value: T) => string
/** Holds for every value: each way to print it is read back as the whole of it. */
function readsBack<T>(arbitrary: fc.Arbitrary<T>, valueFor: (of: T) => Value, prints: readonly Print<T>[]): void {
  fc.assert(
    fc.property(arbitrary, fc.constantFrom(...prints), (of, print) => {
      expect(onlyValueIn(print(of)), print(of)).toEqual(valueFor(of))
    }),
    { numRuns: 300 },
  )
}

const borders: readonly [Border, string][] = [
  ['atMost', 'at most'],
  ['atMost', 'no more than'],
  ['atMost', 'up to'],
  ['atMost', 'a maximum of'],
  ['atLeast', 'at least'],
  ['atLeast', 'no fewer than'],
  ['over', 'more than'],
  ['over', 'over'],
  ['under', 'fewer than'],
  ['under', 'below'],
]
const count = fc.integer({ min: 1, max: 999 })

test('a number with a border', () => {
  const either = fc.record({ value: count, border: fc.constantFrom(...borders) })
  const ways: Print<number>[] = [String, inWords, (value) => `${value}`.toUpperCase()]
  readsBack(
    either,
    ({ value, border: [border] }) => ({ kind: 'number', value, border }),
    ways.map(
      (way) =>
        ({ value, border: [, said] }) =>
          `${said} ${way(value)}`,
    ),
  )
  readsBack(count, (value) => ({ kind: 'number', value, border: 'atLeast' }), [
    (value) => `${value} or more`,
    (value) => `${value} and over`,
    (value) => `${value}+`,
    (value) => `${inWords(value)} or above`,
    (value) => `at least ${inWords(value)}`,
    (value) => `${value} plus`,
    (value) => `No less than ${value}`,
    (value) => `not less than ${value}`,
    (value) => `${value} or  older`,
    (value) => `a minimum of ${value}`,
  ])
  readsBack(fc.integer({ min: 1000, max: 999_999 }), (value) => ({ kind: 'number', value, border: 'under' }), [
    (value) => `under ${grouped(value)}`,
    (value) => `less than ${value}`,
  ])
})

const units: readonly [Unit, string][] = [
  ['minute', 'minute'],
  ['hour', 'hour'],
  ['working-hour', 'working hour'],
  ['working-hour', 'office hour'],
  ['day', 'day'],
  ['day', 'calendar day'],
  ['working-day', 'working day'],
  ['working-day', 'business day'],
  ['week', 'week'],
  ['month', 'month'],
  ['year', 'year'],
]

test('a duration', () => {
  readsBack(
    fc.record({ amount: fc.integer({ min: 2, max: 365 }), unit: fc.constantFrom(...units) }),
    ({ amount, unit: [unit] }) => ({ kind: 'duration', amount, unit }),
    [
      ({ amount, unit: [, said] }) => `${amount} ${said}s`,
      ({ amount, unit: [, said] }) => `${inWords(amount)} ${said}s`,
      ({ amount, unit: [, said] }) => `${amount}-${said}`,
      ({ amount, unit: [, said] }) => `${inWords(amount)}-${said.replace(' ', '-')}`,
      ({ amount, unit: [, said] }) => `${amount}  ${said}s`,
      ({ amount, unit: [, said] }) => `${amount} ${said}s`.toUpperCase(),
      ({ amount, unit: [, said] }) => `${inWords(amount)} ${said}`,
      ({ amount, unit: [, said] }) => `${amount}\n${said}s`,
      ({ amount, unit: [, said] }) => `${amount}‐${said}`,
      ({ amount, unit: [, said] }) => `${inWords(amount).replace('-', ' ')} ${said}s`,
    ],
  )
})

test.each([
  ['a fortnight', { amount: 2, unit: 'week' }],
  ['two fortnights', { amount: 4, unit: 'week' }],
  ['48h', { amount: 48, unit: 'hour' }],
  ['24hrs', { amount: 24, unit: 'hour' }],
  ['same day', { amount: 0, unit: 'day' }],
  ['the same working day', { amount: 0, unit: 'working-day' }],
  ['next working day', { amount: 1, unit: 'working-day' }],
  ['the next day', { amount: 1, unit: 'day' }],
  ['an hour', { amount: 1, unit: 'hour' }],
  ['no more than two weeks', { amount: 2, unit: 'week', border: 'atMost' }],
])('a duration: %s', (text, value) => {
  expect(onlyValueIn(text)).toEqual({ kind: 'duration', ...value })
})

test('money, and what it is for', () => {
  readsBack(fc.integer({ min: 1, max: 9_999_999 }), (pence) => ({ kind: 'money', pence }), [
    (pence) => `£${(pence / 100).toFixed(2)}`,
    (pence) => `£ ${(pence / 100).toFixed(2)}`,
    (pence) => `${(pence / 100).toFixed(2)} pounds`,
    (pence) => `${pence} pence`,
    (pence) => `${pence}p`,
    (pence) => `£${grouped(Math.floor(pence / 100))}.${String(pence % 100).padStart(2, '0')}`,
  ])
  readsBack(
    fc.record({ pounds: count, per: fc.constantFrom('week', 'year', 'month') }),
    ({ pounds, per }) => ({ kind: 'money', pence: pounds * 100, per }),
    [
      ({ pounds, per }) => `£${pounds} a ${per}`,
      ({ pounds, per }) => `£${pounds} per ${per}`,
      ({ pounds, per }) => `£${pounds} each ${per}`,
      ({ pounds, per }) => `${inWords(pounds)} pounds every ${per}`,
    ],
  )
  expect(onlyValueIn('under £20k')).toEqual({ kind: 'money', pence: 2_000_000, border: 'under' })
  expect(onlyValueIn('£30 for each child')).toEqual({ kind: 'money', pence: 3000, per: 'child' })
  expect(onlyValueIn('£1.005')).toBeUndefined()
})

test('how many of a thing in how long, for whom', () => {
  readsBack(
    fc.record({ many: fc.integer({ min: 2, max: 90 }), border: fc.constantFrom(...borders.slice(0, 4)) }),
    ({ many, border: [border] }) => ({
      kind: 'count',
      count: many,
      of: 'visits',
      border,
      period: { amount: 1, unit: 'year' },
      by: 'household',
    }),
    [
      ({ many, border: [, said] }) => `${said} ${many} visits a year per household`,
      ({ many, border: [, said] }) => `${said} ${inWords(many)} visits per household per year`,
      ({ many, border: [, said] }) => `${said} ${many} visits each year for each household`,
      ({ many, border: [, said] }) => `${said} ${many} visits per household in a year`,
      ({ many, border: [, said] }) => `${said} ${many} visits in any year per household`,
      ({ many, border: [, said] }) => `${said} ${many} visits within one year per household`,
    ],
  )
  expect(onlyValueIn('twice a week')).toMatchObject({ count: 2, period: { amount: 1, unit: 'week' } })
  expect(onlyValueIn('no more than three vouchers in six months per household')).toEqual({
    kind: 'count',
    count: 3,
    of: 'vouchers',
    border: 'atMost',
    period: { amount: 6, unit: 'month' },
    by: 'household',
  })
})

test('an age, and from one to another', () => {
  const years = fc.integer({ min: 1, max: 99 })
  readsBack(years, (of) => ({ kind: 'age', border: 'over', years: of }), [
    (of) => `aged over ${of}`,
    (of) => `over the age of ${of}`,
    (of) => `over ${of}s`,
    (of) => `over-${of}s`,
    (of) => `over ${of} years old`,
    (of) => `older than ${of} years of age`,
    (of) => `aged more than ${of}`,
    (of) => `above the age of ${inWords(of)}`,
    (of) => `over ${inWords(of)} years of age`,
    (of) => `Aged above ${of}`,
  ])
  readsBack(
    fc.tuple(years, fc.integer({ min: 0, max: 20 })),
    ([from, more]) => ({ kind: 'age', from, to: from + more }),
    [
      ([from, more]) => `aged ${from} to ${from + more}`,
      ([from, more]) => `aged ${from}-${from + more}`,
      ([from, more]) => `${from} to ${from + more} year olds`,
      ([from, more]) => `${from}-${from + more} years old`,
      ([from, more]) => `between the ages of ${from} and ${from + more}`,
      ([from, more]) => `aged between ${from} and ${from + more}`,
      ([from, more]) => `ages ${from} to ${from + more}`,
      ([from, more]) => `${from}–${from + more} years of age`,
      ([from, more]) => `aged ${inWords(from)} to ${inWords(from + more)}`,
      ([from, more]) => `the ages of ${from} to ${from + more}`,
    ],
  )
})

test('a percentage', () => {
  readsBack(fc.integer({ min: 1, max: 100 }), (percent) => ({ kind: 'percent', percent }), [
    (percent) => `${percent}%`,
    (percent) => `${percent} %`,
    (percent) => `${percent} per cent`,
    (percent) => `${percent} percent`,
    (percent) => `${inWords(percent)} per cent`,
  ])
})

test('a time of the day', () => {
  const hours = fc.integer({ min: 0, max: 23 })
  const at = (hour: number): Value => ({ kind: 'moment', at: `${String(hour).padStart(2, '0')}:00` })
  const half = (hour: number) => (hour < 12 ? 'am' : 'pm')
  const twelfth = (hour: number) => hour % 12 || 12
  readsBack(hours, at, [
    (hour) => `${String(hour).padStart(2, '0')}:00`,
    (hour) => `${hour}:00`,
    (hour) => `${twelfth(hour)}${half(hour)}`,
    (hour) => `${twelfth(hour)} ${half(hour)}`,
    (hour) => `${twelfth(hour)}.00${half(hour)}`,
    (hour) => `${twelfth(hour)}:00 ${half(hour).toUpperCase()}`,
  ])
  expect(onlyValueIn('noon')).toEqual({ kind: 'moment', at: '12:00' })
  expect(onlyValueIn('midnight')).toEqual({ kind: 'moment', at: '00:00' })
})

test('a date', () => {
  const months = 'January February March April May June July August September October November December'.split(' ')
  const days = fc.record({
    year: fc.integer({ min: 2000, max: 2099 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  const two = (value: number) => String(value).padStart(2, '0')
  readsBack(days, (of) => ({ kind: 'date', ...of }), [
    ({ year, month, day }) => `${day} ${months[month - 1]} ${year}`,
    ({ year, month, day }) => `${day} ${months[month - 1]}, ${year}`,
    ({ year, month, day }) => `${months[month - 1]} ${day} ${year}`,
    ({ year, month, day }) => `${months[month - 1]} ${day}, ${year}`,
    ({ year, month, day }) => `${day}th of ${months[month - 1]} ${year}`,
    ({ year, month, day }) => `the ${day}th of ${months[month - 1]} ${year}`,
    ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`,
    ({ year, month, day }) => `${two(day)}/${two(month)}/${year}`,
    ({ year, month, day }) => `${day}.${month}.${year}`,
    ({ year, month, day }) => `${day} ${months[month - 1]!.slice(0, 3)} ${year}`,
  ])
  expect(onlyValueIn('Mondays')).toEqual({ kind: 'date', weekday: 1 })
})

test.each([
  ['yes', true],
  ['No', false],
  ['no, thanks', false],
])('yes and no: %s', (text, is) => {
  expect(valuesIn(text)[0]?.value).toEqual({ kind: 'yes-no', is })
})

test.each([
  'a day centre',
  'people may walk',
  'one of them',
  'no one',
  'march with us',
  'the second floor',
  'no address',
  '(',
])('no value stands in: %s', (text) => {
  expect(valuesIn(text)).toEqual([])
})

describe('a negation has an end', () => {
  test.each([
    ['text people, never email them, please', ['never email them']],
    ['please do not text people but write', ['please do not text people']],
    ['without asking where they live. By letter', ['without asking where they live']],
    ['Text the tenant the outcome, never the landlord', ['never the landlord']],
    ['not within 2.5 days if they are ill', ['not within 2.5 days']],
    ["don't send letters\nand text", ["don't send letters"]],
    ['no later than 5 days, no more than 3 visits, non-urgent, not only texts', []],
  ])('%s', (text, negations) => {
    expect(negationsIn(text).map((span) => span.text)).toEqual(negations)
  })
})

// The worst that a goal of the greatest length can be made of: each token begins many forms, and none of them ends.
test.each([
  'at most ',
  'no more than ',
  'two hundred and ',
  'a ',
  '1-',
  '9 ',
  '£',
  'between 1 and ',
  'over the age of ',
  'per per ',
  'not ',
  'never ',
  '12 visits a year per ',
  "n't",
  '1,',
  '((((',
])('what reading costs grows with the words alone: %s', (piece) => {
  const looksFor = (length: number) => {
    const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
    const tokens = new Tokens(text)
    valuesIn(text, tokens)
    negationsIn(text, tokens)
    return tokens.looks / Math.max(1, tokens.all.length)
  }
  const [few, many] = [looksFor(400), looksFor(4000)]
  expect(many).toBeLessThan(1600)
  expect(many).toBeLessThan(few * 1.2 + 1)
})

test.each([
  ['remind them the day before', { amount: 1, unit: 'day' }],
  ['a reminder a week beforehand', { amount: 1, unit: 'week' }],
  ['tell them an hour in advance', { amount: 1, unit: 'hour' }],
])('how long before: %s', (text, value) => {
  expect(valuesIn(text).map((found) => found.value)).toEqual([{ kind: 'duration', ...value }])
})
