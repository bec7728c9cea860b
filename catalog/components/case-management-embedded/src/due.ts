import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import type { ResponseTarget } from './shapes.ts'

const hour = 3_600_000
const endOfWorkingDay = 17

// The Swedish way to write a date is that of ISO 8601: 2026-11-23.
const londonDate = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' })
const londonHour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' })

/**
 * When a case that was opened at `openedAt` is due. Hours and days are counted from that instant, a day as 24 hours.
 * Working days begin on the next working day after the day of opening in London, and end at 5pm there.
 */
export function dueAt(openedAt: Date, target: ResponseTarget, isBankHoliday: IsBankHoliday): Date {
  if (target.unit === 'hours') return new Date(openedAt.getTime() + target.amount * hour)
  if (target.unit === 'days') return new Date(openedAt.getTime() + target.amount * 24 * hour)
  let day = londonDate.format(openedAt)
  for (let left = target.amount; left > 0; ) {
    day = nextDay(day)
    if (isWorkingDay(day, isBankHoliday)) left -= 1
  }
  return endOfDay(day)
}

function isWorkingDay(day: string, isBankHoliday: IsBankHoliday): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !isBankHoliday(day)
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * hour).toISOString().slice(0, 10)
}

/** 5pm in London, which is 4pm in UTC while summer time lasts. */
function endOfDay(day: string): Date {
  const asIfUtc = new Date(`${day}T${endOfWorkingDay}:00:00Z`)
  const ahead = Number(londonHour.format(asIfUtc)) - endOfWorkingDay
  return new Date(asIfUtc.getTime() - ahead * hour)
}
