import { readFileSync } from 'node:fs'
import * as z from 'zod'

/** Each has bank holidays of its own: the divisions of GOV.UK's list. */
export const nations = ['england-and-wales', 'scotland', 'northern-ireland'] as const
export type Nation = (typeof nations)[number]

/** Says whether a day, as YYYY-MM-DD, is a bank holiday in the nation that was asked for. */
export type IsBankHoliday = (day: string) => boolean

// The format of https://www.gov.uk/bank-holidays.json, so that a newer download can replace the file.
const division = z.object({ events: z.array(z.object({ date: z.iso.date() })).min(1) })
const publishedFor = (nation: Nation) => z.object({ [nation]: division })

const published = new URL('../data/bank-holidays.json', import.meta.url)

/** The bank holidays that a component's settings ask for: BANK_HOLIDAYS_FILE and BANK_HOLIDAYS_NATION. @throws Error */
export function bankHolidaysBy(config: Record<string, string | undefined>): IsBankHoliday {
  return readBankHolidays(config.BANK_HOLIDAYS_FILE ?? published, nationOf(config.BANK_HOLIDAYS_NATION))
}

/** Which nation's bank holidays count: BANK_HOLIDAYS_NATION. @throws Error when it is none */
export function nationOf(given: string | undefined): Nation {
  const nation = nations.find((one) => one === (given || 'england-and-wales'))
  if (nation === undefined) throw new Error(`BANK_HOLIDAYS_NATION is none of ${nations.join(', ')}. Give one of them.`)
  return nation
}

/**
 * Reads the bank holidays of a nation from a file in the format of GOV.UK. A year that the file does not cover follows the
 * usual rules, so that a deadline does not fail or fall on Christmas Day because the file is old.
 *
 * @throws Error when the file cannot be read or has another format
 */
export function readBankHolidays(file: string | URL, nation: Nation = 'england-and-wales'): IsBankHoliday {
  const parsed = publishedFor(nation).safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) {
    throw new Error(
      `${file} is not a list of bank holidays: ${z.prettifyError(parsed.error)}. Use the format of https://www.gov.uk/bank-holidays.json.`,
    )
  }
  const days = new Set(parsed.data[nation]?.events.map((event) => event.date))
  const years = new Set([...days].map(yearOf))
  return (day) =>
    years.has(yearOf(day)) ? days.has(day) : usualBankHolidays(Number(yearOf(day)), nation).includes(day)
}

/**
 * The bank holidays of a year by the Banking and Financial Dealings Act 1971, the royal proclamations that come every
 * year, the St Andrew's Day Bank Holiday (Scotland) Act 2007, and common law. One-off holidays are not among them.
 */
export function usualBankHolidays(year: number, nation: Nation = 'england-and-wales'): string[] {
  const easter = easterSunday(year)
  const scotland = nation === 'scotland'
  const mondayFrom = (month: number, day: number) =>
    plusDays(date(year, month, day), daysUntilMonday(date(year, month, day)))
  return [
    ...movedOffWeekends(scotland ? [date(year, 1, 1), date(year, 1, 2)] : [date(year, 1, 1)]),
    ...(nation === 'northern-ireland' ? movedOffWeekends([date(year, 3, 17)]) : []),
    plusDays(easter, -2),
    ...(scotland ? [] : [plusDays(easter, 1)]),
    mondayFrom(5, 1),
    mondayFrom(5, 25),
    ...(nation === 'northern-ireland' ? movedOffWeekends([date(year, 7, 12)]) : []),
    // The first Monday of August in Scotland, the last one elsewhere.
    scotland ? mondayFrom(8, 1) : mondayFrom(8, 25),
    ...(scotland ? movedOffWeekends([date(year, 11, 30)]) : []),
    ...movedOffWeekends([date(year, 12, 25), date(year, 12, 26)]),
  ].map((day) => day.toISOString().slice(0, 10))
}

/** Each day that falls on a weekend moves to the next weekday that is not a holiday already. */
function movedOffWeekends(days: Date[]): Date[] {
  const taken = days.filter((day) => !isWeekend(day))
  for (const day of days.filter(isWeekend)) {
    let substitute = plusDays(day, 1)
    while (isWeekend(substitute) || taken.some((other) => other.getTime() === substitute.getTime())) {
      substitute = plusDays(substitute, 1)
    }
    taken.push(substitute)
  }
  return taken
}

/** Easter Sunday in the Gregorian calendar: the anonymous algorithm that Nature published in 1876, as Meeus gives it. */
function easterSunday(year: number): Date {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const sum = h + l - 7 * m + 114
  return date(year, Math.floor(sum / 31), (sum % 31) + 1)
}

function date(year: number, month: number, day: number): Date {
  return new Date(Date.UTC(year, month - 1, day))
}

function plusDays(day: Date, amount: number): Date {
  return new Date(day.getTime() + amount * 86_400_000)
}

function daysUntilMonday(day: Date): number {
  return (8 - day.getUTCDay()) % 7
}

function isWeekend(day: Date): boolean {
  return day.getUTCDay() === 0 || day.getUTCDay() === 6
}

function yearOf(day: string): string {
  return day.slice(0, 4)
}
