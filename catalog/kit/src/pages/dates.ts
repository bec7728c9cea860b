const ZONE = 'Europe/London'

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: ZONE })
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: ZONE,
})

/** `5pm`, `5:30pm`, `midday`, `midnight`: the GOV.UK style for times. */
function clock(date: Date): string {
  const [hour = 0, minute = 0] = clockFormat.format(date).split(':').map(Number)
  if (minute === 0 && hour === 0) return 'midnight'
  if (minute === 0 && hour === 12) return 'midday'
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

/** ISO 8601 moment to `21 November 2026 at 5pm`, UK time. Anything that is not a moment comes back unchanged. */
export function momentText(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : `${dayFormat.format(date)} at ${clock(date)}`
}

/** `2026-11-21` to `21 November 2026`. Anything that is not a date comes back unchanged. */
export function dayText(iso: string): string {
  const date = new Date(`${iso}T12:00:00Z`)
  return Number.isNaN(date.getTime()) ? iso : dayFormat.format(date)
}

/** Three typed numbers to `2026-11-21`, or undefined when there is no such day (31 April, 29 February 2027). */
export function isoDay(day: string, month: string, year: string): string | undefined {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return undefined
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined
}
