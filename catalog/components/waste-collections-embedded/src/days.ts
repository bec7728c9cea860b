// Days as YYYY-MM-DD, in the calendar of Europe/London; what is counted is never hours.

const one = 86_400_000
const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The day and the time in the UK at an instant: 2026-11-30, 17:05. */
export function inLondon(at: Date): { day: string; time: string } {
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  return { day: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` }
}

const numberOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / one
const dayOf = (number: number) => new Date(number * one).toISOString().slice(0, 10)

/** Whether there is such a day: 2027-02-29 is none. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(numberOf(text)) && dayOf(numberOf(text)) === text

export const plusDays = (day: string, count: number): string => dayOf(numberOf(day) + count)

/** 0 is Monday. */
export const weekday = (day: string): number => (((numberOf(day) + 3) % 7) + 7) % 7

/** Weeks from the one that a day is in to that of another; weeks begin on Monday. */
export const weeksBetween = (first: string, other: string): number =>
  Math.round((numberOf(other) - weekday(other) - (numberOf(first) - weekday(first))) / 7)

const inWords = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** Monday 30 November 2026 */
export const dayText = (day: string): string => inWords.format(new Date(`${day}T00:00:00Z`)).replace(',', '')
