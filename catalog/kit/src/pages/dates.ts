const ZONE = 'Europe/London'

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: ZONE })
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: ZONE })
const partsFormat = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: ZONE,
})

/** What the calendar and the clock say in the UK at an instant: its day, and the minutes since midnight. */
export function londonParts(iso: string): { day: string; minutes: number } {
  const found = Object.fromEntries(partsFormat.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]))
  return {
    day: `${found.year}-${found.month}-${found.day}`,
    minutes: Number(found.hour) * 60 + Number(found.minute),
  }
}

/**
 * The instant of a day and a time in the UK, as ISO 8601 in UTC. Undefined for a time that the clocks leave out in spring;
 * of an hour that comes twice in autumn it is the first.
 */
export function londonInstant(day: string, minutes: number): string | undefined {
  const noted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000
  for (const ahead of [60, 0]) {
    const iso = new Date(noted - ahead * 60_000).toISOString()
    const parts = londonParts(iso)
    if (parts.day === day && parts.minutes === minutes) return iso
  }
  return undefined
}

/** `5pm`, `5:30pm`, `midday`, `midnight`: the GOV.UK style for times. Minutes since midnight. */
export function clockText(minutes: number): string {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60]
  if (minute === 0 && hour === 0) return 'midnight'
  if (minute === 0 && hour === 12) return 'midday'
  const behind = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${behind}${hour < 12 ? 'am' : 'pm'}`
}

/** A time as people type it, `9:30am`, `2pm`, `14.30`, `midday`, to minutes since midnight; undefined when it is none. */
export function minutesOf(typed: string): number | undefined {
  const text = typed.toLowerCase().replace(/\s/g, '')
  if (text === 'midnight') return 0
  if (text === 'midday' || text === 'noon') return 720
  const [, hours, minutes = '0', half] = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(text) ?? []
  if (hours === undefined || Number(minutes) > 59) return undefined
  const hour = Number(hours)
  // A number alone may be a time of the morning or of the evening.
  if (half === undefined) return hour < 24 && /[:.]/.test(text) ? hour * 60 + Number(minutes) : undefined
  return hour >= 1 && hour <= 12 ? ((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + Number(minutes) : undefined
}

/** ISO 8601 moment to `21 November 2026 at 5pm`, UK time. Anything that is not a moment comes back unchanged. */
export function momentText(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  return `${dayFormat.format(date)} at ${clockText(londonParts(iso).minutes)}`
}

/** `2026-11-21` to `21 November 2026`. Anything that is not a date comes back unchanged. */
export function dayText(iso: string): string {
  const date = new Date(`${iso}T12:00:00Z`)
  return Number.isNaN(date.getTime()) ? iso : dayFormat.format(date)
}

/** `2026-11-21` to `Saturday 21 November 2026`: what people choose a day by. */
export function weekdayText(iso: string): string {
  const date = new Date(`${iso}T12:00:00Z`)
  return Number.isNaN(date.getTime()) ? iso : `${weekdayFormat.format(date)} ${dayFormat.format(date)}`
}

/** The day of an ISO 8601 moment in the UK, likewise. Anything that is not a moment comes back unchanged. */
export const dayOfMoment = (iso: string): string =>
  Number.isNaN(Date.parse(iso)) ? iso : weekdayText(londonParts(iso).day)

/** Three typed numbers to `2026-11-21`, or undefined when there is no such day (31 April, 29 February 2027). */
export function isoDay(day: string, month: string, year: string): string | undefined {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return undefined
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined
}
