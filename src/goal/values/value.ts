import type { Span } from '../words.ts'

// What a goal can say besides words: amounts of things, of time and of money, when something is, and what is not wanted.

export type Border = 'over' | 'under' | 'atLeast' | 'atMost'

export type Unit = 'minute' | 'hour' | 'working-hour' | 'day' | 'working-day' | 'week' | 'month' | 'year'

/** How long something lasts or may take: "two weeks", "4 working hours"; "next working day" is 1 of them, "same day" is 0. */
export interface Duration {
  kind: 'duration'
  amount: number
  unit: Unit
  border?: Border
}

/** A time of the day in 24 hours: "by 5pm" is 17:00. */
export interface Moment {
  kind: 'moment'
  at: string
}

/** A day, as far as it is said; `weekday` is 1 on Mondays. */
export interface CalendarDate {
  kind: 'date'
  year?: number
  month?: number
  day?: number
  weekday?: number
}

/** `per` is what it is paid for, in the singular: week, child. */
export interface Money {
  kind: 'money'
  pence: number
  border?: Border
  per?: string
}

/** How many of a thing in how long, for whom: "three vouchers in six months per household". */
export interface Count {
  kind: 'count'
  count: number
  /** The things as they are called there; empty when they are not. */
  of: string
  border?: Border
  period?: { amount: number; unit: Unit }
  by?: string
}

/** Years of a life, with a border or from one to another. */
export type Age = { kind: 'age' } & ({ border: Border; years: number } | { from: number; to: number })

export interface Range {
  kind: 'range'
  from: number
  to: number
  unit?: Unit
}

export interface Percent {
  kind: 'percent'
  percent: number
  border?: Border
}

/** A number of which nothing is known but, maybe, on which side of it. */
export interface Plain {
  kind: 'number'
  value: number
  border?: Border
}

export interface YesNo {
  kind: 'yes-no'
  is: boolean
}

export type Value = Duration | Moment | CalendarDate | Money | Count | Age | Range | Percent | Plain | YesNo

/** A value with the words that it was read from. */
export interface Found<V extends Value = Value> {
  value: V
  span: Span
}
