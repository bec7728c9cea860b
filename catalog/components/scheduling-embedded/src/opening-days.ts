import { weekdayOf } from './london.ts'

/** Whether a rule of opening hours has a day, as YYYY-MM-DD, which may be a bank holiday. */
export type DaysOf = (day: string, holiday: boolean) => boolean

const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Reads what stands before the hours of a rule: days of the week and bank holidays, or dates. Undefined when it is neither. */
export function readDays(text: string): DaysOf | undefined {
  return readWeek(text) ?? readDates(text)
}

function readWeek(text: string): DaysOf | undefined {
  const wanted = new Set<number>()
  let holidays = false
  for (const part of text.split(/, ?/)) {
    if (part === 'PH') {
      holidays = true
      continue
    }
    const [first = -1, last = first, ...others] = part.split('-').map((name) => weekdays.indexOf(name))
    if (first < 0 || last < 0 || others.length > 0) return undefined
    // Sa-Mo goes over the end of the week.
    for (let at = first; ; at = (at + 1) % 7) {
      wanted.add(at + 1)
      if (at === last) break
    }
  }
  return (day, holiday) => (holiday ? holidays : wanted.has(weekdayOf(day)))
}

const date = (name: string) => `(?:(?<${name}Year>[0-9]{4}) )?(?<${name}Month>[A-Z][a-z]{2}) (?<${name}Day>[0-9]{2})`
const dates = new RegExp(`^${date('first')}(?:-(?:${date('last')}|(?<until>[0-9]{2})))?$`)

/** One date or a stretch of them, of one year or of every year. */
function readDates(text: string): DaysOf | undefined {
  const found = dates.exec(text)?.groups
  if (!found) return undefined
  const first = plainDate(found.firstYear, found.firstMonth, found.firstDay)
  const last = found.lastMonth
    ? plainDate(found.lastYear, found.lastMonth, found.lastDay)
    : plainDate(found.firstYear, found.firstMonth, found.until ?? found.firstDay)
  if (!first || !last || first.length !== last.length) return undefined
  if (first.length > 5) return first <= last ? (day) => day >= first && day <= last : undefined
  return (day) => {
    const at = day.slice(5)
    // Dec 24-Jan 02 goes over the end of the year.
    return first <= last ? at >= first && at <= last : at >= first || at <= last
  }
}

/** YYYY-MM-DD, or MM-DD for a date of every year; undefined when no year has it. */
function plainDate(year: string | undefined, month = '', day = ''): string | undefined {
  const at = months.indexOf(month)
  if (at < 0 || Number(day) < 1 || Number(day) > longest[at]!) return undefined
  const short = `${String(at + 1).padStart(2, '0')}-${day}`
  if (year === undefined) return short
  const whole = `${year}-${short}`
  return Number.isNaN(Date.parse(whole)) || !new Date(whole).toISOString().startsWith(whole) ? undefined : whole
}
