import type { Condition, Test } from '../schema.ts'

// What tests of answers have in common, and what is left where they do not hold. Numbers are whole.

type Compared = Pick<Condition, 'field' | 'is'>
type Range = readonly [low: number, high: number]

/** The whole numbers that meet a test. */
function rangeOf(test: Exclude<Test, string | boolean>): Range {
  if ('over' in test) return [test.over + 1, Number.POSITIVE_INFINITY]
  if ('under' in test) return [Number.NEGATIVE_INFINITY, test.under - 1]
  return [
    'atLeast' in test ? test.atLeast : Number.NEGATIVE_INFINITY,
    'atMost' in test ? test.atMost : Number.POSITIVE_INFINITY,
  ]
}

function testOf([low, high]: Range): Test {
  if (high === Number.POSITIVE_INFINITY) return { atLeast: low }
  return low === Number.NEGATIVE_INFINITY ? { atMost: high } : { atLeast: low, atMost: high }
}

/** A test that holds where both do; undefined where they never do both. */
export function both(one: Test, other: Test): Test | undefined {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other ? one : undefined
  const [a, b] = [rangeOf(one), rangeOf(other)]
  const range: Range = [Math.max(a[0], b[0]), Math.min(a[1], b[1])]
  if (range[0] > range[1]) return undefined
  if (range[0] === a[0] && range[1] === a[1]) return one
  return range[0] === b[0] && range[1] === b[1] ? other : testOf(range)
}

/** Tests of which one holds where the given one does not; none for a plain text. */
export function not(test: Test): Test[] {
  if (typeof test === 'boolean') return [!test]
  if (typeof test !== 'object') return []
  if ('over' in test) return [{ atMost: test.over }]
  if ('under' in test) return [{ atLeast: test.under }]
  return [...('atLeast' in test ? [{ under: test.atLeast }] : []), ...('atMost' in test ? [{ over: test.atMost }] : [])]
}

/** Whether one set of conditions holds whenever the other does. */
export const covers = (wide: readonly Compared[], narrow: readonly Compared[]): boolean =>
  wide.every((one) => narrow.some((other) => other.field === one.field && within(other.is, one.is)))

function within(narrow: Test, wide: Test): boolean {
  if (typeof narrow !== 'object' || typeof wide !== 'object') return narrow === wide
  const [low, high] = rangeOf(narrow)
  const [least, most] = rangeOf(wide)
  return low >= least && high <= most
}

/** Whether two sets of conditions never hold together. */
export const apart = (one: readonly Compared[], other: readonly Compared[]): boolean =>
  one.some((a) => other.some((b) => a.field === b.field && both(a.is, b.is) === undefined))

/** Whether one of several tests holds of any whole number that is not less than nothing, or of any answer with yes or no. */
export function coverAll(tests: readonly Test[]): boolean {
  if (tests.some((test) => typeof test === 'string')) return false
  if (tests.every((test) => typeof test === 'boolean')) return tests.includes(true) && tests.includes(false)
  const ranges = tests.flatMap((test) => (typeof test === 'object' ? [rangeOf(test)] : [])).sort((a, b) => a[0] - b[0])
  let next = 0
  for (const [low, high] of ranges) {
    if (low > next) return false
    next = Math.max(next, high + 1)
  }
  return next === Number.POSITIVE_INFINITY
}

const most = 12

/** Alternatives of which one holds where none of the given ones does; undefined when there are too many. */
export function notAny(alternatives: readonly (readonly Condition[])[]): Condition[][] | undefined {
  let found: Condition[][] = [[]]
  for (const conditions of alternatives) {
    const refused = conditions.flatMap((one) => not(one.is).map((is) => ({ ...one, is })))
    found = found.flatMap((before) => refused.flatMap((one) => joined(before, one)))
    if (found.length > most) return undefined
  }
  return found
}

/** Conditions with one more; none where they never hold together. */
function joined(before: readonly Condition[], one: Condition): Condition[][] {
  const same = before.find(({ field }) => field === one.field)
  if (!same) return [[...before, one]]
  const is = both(same.is, one.is)
  return is === undefined ? [] : [before.map((each) => (each === same ? { ...each, is } : each))]
}
