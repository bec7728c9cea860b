import type { Report } from '../../schema.ts'

type Spend = NonNullable<Report['spend']>

/** What the readings of a goal and the making of the service have cost, one after the other. */
export const spent = (reports: readonly Report[]): Spend => reports.flatMap(({ spend }) => spend ?? [])

/** The same input with limits of money, tokens and calls less by what has been spent: they are for the whole conversation. */
export function left(input: Readonly<Record<string, unknown>>, reports: readonly Report[]): Record<string, unknown> {
  const all = spent(reports)
  const sum = (of: (one: Spend[number]) => number) => all.reduce((total, one) => total + of(one), 0)
  const less = (name: string, used: number, least: number) =>
    used > 0 && typeof input[name] === 'number' ? { [name]: Math.max(least, input[name] - used) } : {}
  return {
    ...input,
    ...less(
      'maxUsd',
      sum(({ usd = 0 }) => usd),
      0,
    ),
    ...less(
      'maxTokens',
      sum(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
      1,
    ),
    ...less(
      'maxCalls',
      sum(({ calls }) => calls),
      1,
    ),
  }
}
