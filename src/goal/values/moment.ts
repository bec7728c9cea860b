import type { Part, Tokens } from './tokens.ts'
import type { CalendarDate, Moment } from './value.ts'

const months = 'january february march april may june july august september october november december'.split(' ')
const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ')
const monthOf = (said: string): number =>
  said.length < 3
    ? 0
    : months.findIndex(
        (month) =>
          month === said ||
          (said === month.slice(0, 3) && month !== 'may') ||
          (said === 'sept' && month === 'september'),
      ) + 1

/** "5pm", "5.30 pm", "17:00", "noon", "midnight". */
export function momentAt(tokens: Tokens, at: number): Part<Moment> {
  const said = tokens.at(at)
  if (said === 'noon' || said === 'midday') return { value: { kind: 'moment', at: '12:00' }, next: at + 1 }
  if (said === 'midnight') return { value: { kind: 'moment', at: '00:00' }, next: at + 1 }
  const [, hours, minutes = '00', sign] = /^(\d{1,2})(?:[:.](\d{2}))?()$/.exec(said) ?? []
  if (hours === undefined || sign === undefined) return undefined
  const [half, next] = halfOfDay(tokens, at + 1)
  // A number alone may be anything; only a colon makes it a time.
  if (half === undefined && !said.includes(':')) return undefined
  const hour = Number(hours)
  if (Number(minutes) > 59 || hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0))
    return undefined
  const ofDay = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0)
  return { value: { kind: 'moment', at: `${String(ofDay).padStart(2, '0')}:${minutes}` }, next }
}

function halfOfDay(tokens: Tokens, at: number): ['am' | 'pm' | undefined, number] {
  const said = tokens.at(at)
  if (said === 'am' || said === 'pm') return [said, at + 1]
  const isHalf = (said === 'a' || said === 'p') && tokens.at(at + 1) === '.' && tokens.at(at + 2) === 'm'
  if (!isHalf) return [undefined, at]
  return [said === 'a' ? 'am' : 'pm', at + (tokens.at(at + 3) === '.' ? 4 : 3)]
}

/** "1 April 2027", "April 1st", "1/4/2027", "2027-04-01", "Monday", "Mondays". Days are those of the calendar, 1 to 31. */
export function dateAt(tokens: Tokens, at: number): Part<CalendarDate> {
  return written(tokens, at) ?? inDigits(tokens, at) ?? weekdayAt(tokens, at)
}

function weekdayAt(tokens: Tokens, at: number): Part<CalendarDate> {
  const place = weekdays.indexOf(tokens.at(at).replace(/s$/, ''))
  return place < 0 ? undefined : { value: { kind: 'date', weekday: place + 1 }, next: at + 1 }
}

function dayAt(tokens: Tokens, at: number): Part<number> {
  const said = tokens.at(at)
  if (!/^\d{1,2}$/.test(said) || Number(said) < 1 || Number(said) > 31) return undefined
  const ordinal = tokens.touches(at) && ['st', 'nd', 'rd', 'th'].includes(tokens.at(at + 1))
  return { value: Number(said), next: ordinal ? at + 2 : at + 1 }
}

function yearAt(tokens: Tokens, at: number): Part<number> {
  const said = tokens.at(at)
  return /^(?:19|20|21)\d{2}$/.test(said) ? { value: Number(said), next: at + 1 } : undefined
}

function written(tokens: Tokens, at: number): Part<CalendarDate> {
  const from = tokens.at(at) === 'the' ? at + 1 : at
  const first = dayAt(tokens, from)
  const monthFrom = first ? (tokens.at(first.next) === 'of' ? first.next + 1 : first.next) : at
  const month = monthOf(tokens.at(monthFrom))
  if (month === 0) return undefined
  const last = first ? undefined : dayAt(tokens, monthFrom + 1)
  const day = first ?? last
  const behind = last?.next ?? monthFrom + 1
  const year = yearAt(tokens, tokens.at(behind) === ',' ? behind + 1 : behind)
  // "May" alone is no month, and "march" may be a walk.
  if (!day && !year && ['may', 'march', 'mar'].includes(tokens.at(monthFrom))) return undefined
  return {
    value: { kind: 'date', ...(year ? { year: year.value } : {}), month, ...(day ? { day: day.value } : {}) },
    next: year?.next ?? behind,
  }
}

function inDigits(tokens: Tokens, at: number): Part<CalendarDate> {
  const [, day, month, year] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(tokens.at(at)) ?? []
  if (day !== undefined) return calendar(Number(year), Number(month), Number(day), at + 1)
  const iso = [0, 2, 4].map((offset) => tokens.at(at + offset))
  const isIso = tokens.at(at + 1) === '-' && tokens.at(at + 3) === '-' && /^\d{4}$/.test(iso[0]!)
  return isIso && iso.every((one) => /^\d+$/.test(one))
    ? calendar(Number(iso[0]), Number(iso[1]), Number(iso[2]), at + 5)
    : undefined
}

function calendar(year: number, month: number, day: number, next: number): Part<CalendarDate> {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  return { value: { kind: 'date', year, month, day }, next }
}
