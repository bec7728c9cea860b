import { weekday, weeksBetween } from './days.ts'

// Of the recurrence rules of RFC 5545 (iCalendar) those by which rounds run: every so many weeks, on some days of the week.

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const words = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export interface Rule {
  /** every so many weeks */
  interval: number
  /** 0 is Monday */
  days: readonly number[]
}

/** FREQ=WEEKLY;INTERVAL=2;BYDAY=MO → every second Monday; undefined for any other kind of rule. */
export function readRule(text: string): Rule | undefined {
  const [, interval = '1', days = ''] =
    /^FREQ=WEEKLY(?:;INTERVAL=([1-9]|[1-4]\d|5[0-2]))?;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)$/.exec(
      text,
    ) ?? []
  return days === ''
    ? undefined
    : { interval: Number(interval), days: days.split(',').map((day) => names.indexOf(day)) }
}

/** Whether a rule that began on some day runs on another. */
export const runsOn = ({ interval, days }: Rule, start: string, day: string): boolean =>
  day >= start && days.includes(weekday(day)) && weeksBetween(start, day) % interval === 0

/** Every 2 weeks, on Monday */
export function ruleText({ interval, days }: Rule): string {
  const named = [...new Set(days)].sort().map((day) => words[day]!)
  const listed = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : named[0]
  return `${interval === 1 ? 'Every week' : `Every ${interval} weeks`}, on ${listed}`
}
