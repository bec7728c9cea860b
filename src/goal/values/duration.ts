import { bordered, numberAt } from './number.ts'
import type { Part, Tokens } from './tokens.ts'
import type { Duration, Unit } from './value.ts'

const names: Readonly<Record<string, Unit>> = {
  minute: 'minute',
  minutes: 'minute',
  min: 'minute',
  mins: 'minute',
  hour: 'hour',
  hours: 'hour',
  hr: 'hour',
  hrs: 'hour',
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  year: 'year',
  years: 'year',
  yr: 'year',
  yrs: 'year',
}
const working: Readonly<Partial<Record<Unit, Unit>>> = {
  hour: 'working-hour',
  day: 'working-day',
  // Of these nothing changes: a working week is a week.
  week: 'week',
}
const ofWork = ['working', 'business', 'office', 'school']
const often = ['calendar', 'clock', 'full', 'whole', 'consecutive']
const same = ['same', 'very']

/** "hours", "working days", "calendar months"; each unit by every name that it has. */
export function unitAt(tokens: Tokens, at: number): Part<Unit> {
  const said = tokens.at(at)
  const isOfWork = ofWork.includes(said)
  const unit = own(names, tokens.at(isOfWork || often.includes(said) ? at + 1 : at))
  if (!unit) return undefined
  const is = isOfWork ? working[unit] : unit
  // "School days" are other days than working ones.
  if (!is || (said === 'school' && is !== unit)) return undefined
  return { value: is, next: at + (isOfWork || often.includes(said) ? 2 : 1) }
}

const own = (of: Readonly<Record<string, Unit>>, name: string): Unit | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined

/** "6 months", "a week", "two-week", "a fortnight", "48h". */
export function amountOfTimeAt(tokens: Tokens, at: number): Part<{ amount: number; unit: Unit }> {
  const one = ['a', 'an'].includes(tokens.at(at)) ? at + 1 : at
  if (tokens.at(one) === 'fortnight') return { value: { amount: 2, unit: 'week' }, next: one + 1 }
  const amount = numberAt(tokens, at)
  if (amount && tokens.at(amount.next) === 'h' && tokens.touches(amount.next - 1))
    return { value: { amount: amount.value, unit: 'hour' }, next: amount.next + 1 }
  if (amount && tokens.at(amount.next) === 'fortnights')
    return { value: { amount: amount.value * 2, unit: 'week' }, next: amount.next + 1 }
  const unit = unitAt(tokens, amount ? amount.next : one)
  if (!unit || (!amount && one === at)) return undefined
  return { value: { amount: amount?.value ?? 1, unit: unit.value }, next: unit.next }
}

/** "same day", "the next working day": 0 and 1 of them; "the day before". */
function dayAfter(tokens: Tokens, at: number): Part<Duration> {
  const from = tokens.at(at) === 'the' ? at + 1 : at
  const before = from > at ? unitAt(tokens, from) : undefined
  if (before && tokens.at(before.next) === 'before')
    return { value: { kind: 'duration', amount: 1, unit: before.value }, next: before.next }
  const next = tokens.at(from) === 'next'
  if (!next && !same.includes(tokens.at(from))) return undefined
  const unit = unitAt(tokens, from + 1)
  if (unit?.value !== 'day' && unit?.value !== 'working-day') return undefined
  return { value: { kind: 'duration', amount: next ? 1 : 0, unit: unit.value }, next: unit.next }
}

/** How long something lasts or may take. */
export function durationAt(tokens: Tokens, at: number): Part<Duration> {
  const found = bordered(tokens, at, (from) => amountOfTimeAt(tokens, from))
  if (!found) return dayAfter(tokens, at)
  const { of, border } = found.value
  if (!border && ['a', 'an'].includes(tokens.at(at)) && !measuresOne(tokens, at, found.next)) return undefined
  return { value: { kind: 'duration', ...of, ...(border ? { border } : {}) }, next: found.next }
}

/** "Within a week", "for a year": one of them; but not in "a day centre". */
function measuresOne(tokens: Tokens, at: number, next: number): boolean {
  if (['within', 'in', 'after', 'every', 'than', 'until'].includes(tokens.at(at - 1))) return true
  const after = tokens.at(next)
  if (['before', 'beforehand', 'ahead', 'earlier'].includes(after) || tokens.phrase(next, ['in', 'advance']))
    return true
  return (
    (at === 0 || tokens.at(at - 1) === 'for') &&
    (!/^\p{L}/u.test(after) || ['and', 'or', 'then', 'but', 'if', 'after', 'from', 'before'].includes(after))
  )
}
