import type { Test } from '../../schema.ts'
import { isWhole } from './number.ts'
import { valuesIn } from './read.ts'
import type { Found, Value } from './value.ts'

/** A value as a comparison of an answer in whole numbers: years, pounds, days; undefined for what has no border, or several. */
export function testOf(value: Value): Test | undefined {
  if (value.kind === 'age' && 'from' in value) return { atLeast: value.from, atMost: value.to }
  if (!('border' in value) || value.border === undefined) return undefined
  const number = amountOf(value)
  return number !== undefined && isWhole(number) ? ({ [value.border]: number } as Test) : undefined
}

function amountOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.value
  if (value.kind === 'duration') return value.amount
  if (value.kind === 'money') return value.pence / 100
  if (value.kind === 'count') return value.count
  return 'years' in value ? value.years : undefined
}

const compared = ({ value }: Found): boolean =>
  ['age', 'money', 'percent', 'range', 'count'].includes(value.kind) ||
  ('border' in value && value.border !== undefined) ||
  (value.kind === 'number' && !isWhole(value.value))

/** What a clause compares something with: it is read whole or not at all. */
export const comparedIn = (clause: string): Found[] => valuesIn(clause).filter(compared)

/** Whether it does so with a number in digits, or a sum; in words ("more than one") it can also be asked as it stands. */
export const comparesInDigits = (clause: string): boolean =>
  comparedIn(clause).some(({ span }) => /[\d£]/.test(span.text))
