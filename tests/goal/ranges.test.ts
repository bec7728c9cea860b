import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Answer, holds } from '../../src/goal/decide.ts'
import { apart, both, coverAll, covers, not, notAny } from '../../src/goal/ranges.ts'
import type { Condition, Test } from '../../src/schema.ts'

// What tests have in common, and what is left where none of them holds, compared with asking for each answer.

const border = fc.integer({ min: 0, max: 12 })
const number: fc.Arbitrary<Test> = fc.oneof(
  border.map((over) => ({ over })),
  border.map((under) => ({ under })),
  border.map((atLeast) => ({ atLeast })),
  border.map((atMost) => ({ atMost })),
  fc.tuple(border, border).map(([from, more]) => ({ atLeast: from, atMost: from + more })),
)
const answers = Array.from({ length: 30 }, (_, value) => value)

const conditionOf = (field: string, is: Test): Condition => ({
  phrase: field,
  field,
  is,
  title: `${field}?`,
  type: typeof is === 'boolean' ? 'YesNo' : 'WholeNumber',
})
const condition = fc.oneof(
  number.map((is) => conditionOf('age', is)),
  number.map((is) => conditionOf('visits', is)),
  fc.boolean().map((is) => conditionOf('carer', is)),
)
const conditions = fc.uniqueArray(condition, { minLength: 1, maxLength: 3, selector: ({ field }) => field })
const everyAnswer = answers.flatMap((age) =>
  [0, 5, 6, 12, 13, 29].flatMap((visits) => [true, false].map((carer) => ({ age, visits, carer }))),
)
const meets = (all: readonly Condition[], given: Readonly<Record<string, Answer>>) =>
  all.every(({ field, is }) => holds(is, given[field]))

test('two tests hold together where the one made of them does', () => {
  fc.assert(
    fc.property(number, number, (one, other) => {
      const joined = both(one, other)
      for (const value of answers)
        expect(joined !== undefined && holds(joined, value)).toBe(holds(one, value) && holds(other, value))
    }),
  )
})

test('where a test does not hold, one of its opposites does, and else none', () => {
  fc.assert(
    fc.property(number, (one) => {
      for (const value of answers) expect(not(one).some((other) => holds(other, value))).toBe(!holds(one, value))
    }),
  )
})

test('one of what is left holds exactly where none of the alternatives does', () => {
  fc.assert(
    fc.property(fc.array(conditions, { minLength: 1, maxLength: 3 }), (alternatives) => {
      const left = notAny(alternatives)
      if (left === undefined) return
      for (const given of everyAnswer)
        expect(left.some((all) => meets(all, given))).toBe(!alternatives.some((all) => meets(all, given)))
    }),
    { numRuns: 50 },
  )
})

test('one that covers another holds wherever it does, and two apart never together', () => {
  fc.assert(
    fc.property(conditions, conditions, (one, other) => {
      const [wide, never] = [covers(one, other), apart(one, other)]
      for (const given of everyAnswer) {
        if (wide && meets(other, given)) expect(meets(one, given)).toBe(true)
        if (never) expect(meets(one, given) && meets(other, given)).toBe(false)
      }
    }),
    { numRuns: 50 },
  )
})

test('tests that leave nobody out', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 4 }), (tests) => {
      expect(coverAll(tests)).toBe(answers.every((value) => tests.some((one) => holds(one, value))))
    }),
  )
  expect([coverAll([true]), coverAll([true, false]), coverAll(['a'])]).toEqual([false, true, false])
})
