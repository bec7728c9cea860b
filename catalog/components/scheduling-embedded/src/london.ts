import { Temporal } from 'temporal-polyfill'

const zone = 'Europe/London'

/** What the calendar in London says at an instant, as YYYY-MM-DD. */
export function dayOf(at: Date): string {
  return zoned(at).toPlainDate().toString()
}

export function plusDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek
}

/**
 * The instant at which a clock in London shows so many minutes after midnight; 1440 is the end of the day. Of a time that
 * comes twice, the first. A time that the clock leaves out stands for the moment at which it is put forward, so that nothing
 * lies between two such times.
 */
export function instantOf(day: string, minutes: number): Date {
  const local = Temporal.PlainDate.from(day).toPlainDateTime().add({ minutes })
  const first = local.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const leftOut = !first.toPlainDateTime().equals(local)
  const found = leftOut ? (first.getTimeZoneTransition('next') ?? first) : first
  return new Date(found.epochMilliseconds)
}

export function startOfDay(day: string): Date {
  return instantOf(day, 0)
}

/** An instant and a duration later, by calendar and clock in London: P1D is the same time of the next day. */
export function plus(at: Date, duration: string): Date {
  return new Date(zoned(at).add(duration).epochMilliseconds)
}

export function minus(at: Date, duration: string): Date {
  return new Date(zoned(at).subtract(duration).epochMilliseconds)
}

/** How many minutes a duration has, or undefined where that depends on the calendar. */
export function minutesOf(duration: string): number | undefined {
  const given = Temporal.Duration.from(duration)
  return given.years || given.months || given.weeks || given.days ? undefined : given.total('minutes')
}

function zoned(at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
}
