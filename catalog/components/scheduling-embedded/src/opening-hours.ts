import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { type DaysOf, readDays } from './opening-days.ts'

/** From and until as minutes after midnight by the clock in London. */
export interface Span {
  from: number
  until: number
}

/** The stretches of a day, as YYYY-MM-DD, in which it is open, in order and apart. */
export type OpenOn = (day: string) => readonly Span[]

/** What is wrong with opening hours. The message quotes none of them. */
export class BadHours extends Error {
  override readonly name = 'BadHours'
}

const time = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
const times = `${time}-(?:${time}|24:00)`
const shape = new RegExp(`^(?:(?<days>[A-Z0-9].*?) )?(?<hours>off|closed|${times}(?:, ?${times})*)$`)

/**
 * Reads opening hours as the shared type OpeningHours describes them. Of the rules that have a day the last one counts; on a
 * bank holiday only those for PH and for dates have it.
 *
 * @throws BadHours
 */
export function readOpeningHours(text: string, isBankHoliday: IsBankHoliday): OpenOn {
  const rules = text
    .trim()
    .replace(/;$/, '')
    .split(';')
    .map((rule, index) => readRule(rule.trim(), index + 1))
  return (day) => {
    const holiday = isBankHoliday(day)
    return rules.findLast(({ days }) => days(day, holiday))?.open ?? []
  }
}

function readRule(rule: string, number: number): { days: DaysOf; open: Span[] } {
  const { days, hours } = shape.exec(rule)?.groups ?? {}
  if (!hours) throw new BadHours(`rule ${number} is not of the form "Mo-Fr 09:00-17:00" or "Dec 25 off"`)
  const found = days === undefined ? (_day: string, holiday: boolean) => !holiday : readDays(days)
  if (!found)
    throw new BadHours(
      `the days of rule ${number} are none: write "Mo-Fr", "Sa,Su", "PH", "Dec 24-26" or "2026 Dec 24"`,
    )
  return { days: found, open: hours === 'off' || hours === 'closed' ? [] : spansOf(hours, number) }
}

function spansOf(hours: string, number: number): Span[] {
  const spans = hours.split(/, ?/).map((one) => {
    const [from = 0, until = 0] = one.split('-').map(minutesAfterMidnight)
    return { from, until }
  })
  for (const [index, { from, until }] of spans.entries()) {
    if (until <= from)
      throw new BadHours(`rule ${number} closes before it opens: give the hours after midnight to the next day`)
    if (from < (spans[index - 1]?.until ?? 0))
      throw new BadHours(`the hours of rule ${number} are not one after the other`)
  }
  return spans
}

function minutesAfterMidnight(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}
