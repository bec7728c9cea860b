import type { GoalLimit, Setting } from '../schema.ts'
import { contentBeside } from './content.ts'
import type { Count, Found } from './values/value.ts'
import type { Span } from './words.ts'

const periods: Readonly<Record<string, (amount: number) => string>> = {
  hour: (amount) => `PT${amount}H`,
  minute: (amount) => `PT${amount}M`,
  day: (amount) => `P${amount}D`,
  week: (amount) => `P${amount}W`,
  month: (amount) => `P${amount}M`,
  year: (amount) => `P${amount}Y`,
}

/** A stretch of time as ISO 8601 writes it; undefined for what it cannot: working days, more than 999 of a unit. */
export const isoOf = ({ amount, unit }: { amount: number; unit: string }): string | undefined =>
  Number.isInteger(amount) && amount >= 1 && amount <= 999 ? periods[unit]?.(amount) : undefined

const singular = (word: string): string => word.toLowerCase().replace(/(?<=[a-z]{2})s$/, '')

/**
 * "at most 12 visits a year": a limit of what one of the pattern's settings is said of. Undefined when the clause says a
 * word more, or counts by something that the setting does not know.
 */
export function limitIn(
  sentence: string,
  clause: Span,
  found: readonly Found[],
  settings: Readonly<Record<string, Setting>>,
  read: readonly Span[],
): GoalLimit | undefined {
  const [one, ...more] = found
  if (!one || more.length > 0 || one.value.kind !== 'count') return undefined
  const { border, by, count, of, period } = one.value satisfies Count
  const iso = period && isoOf(period)
  if (border !== 'atMost' || !iso || count < 1 || count > 9999) return undefined
  if (contentBeside(sentence, clause, [...read, one.span]).length > 0) return undefined
  for (const [setting, said] of Object.entries(settings)) {
    if ('says' in said) continue
    const { words, by: known } = said
    if (!words.some((word) => singular(word) === singular(of))) continue
    const whose = by === undefined ? undefined : Object.keys(known).find((word) => singular(word) === singular(by))
    if (by !== undefined && whose === undefined) continue
    return { setting, count, period: iso, ...(whose ? { by: whose } : {}), because: one.span.text }
  }
  return undefined
}
