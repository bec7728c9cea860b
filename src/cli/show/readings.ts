import type { Readings, Report } from '../../schema.ts'
import type { Page } from './layout.ts'
import { figures } from './reading-figures.ts'

/** Characters of a goal that stand in the list of what misses. */
const longest = 60

/** A table for each reader, with a column for each style and one for all; then what misses, with what was found in its place. */
export function showReadings(report: Report, on: Page): void {
  const { readers, set } = report.result as Readings
  for (const { all, brain, misses, styles } of readers) {
    on.heading(`${all.goals} goals (${sets[set]}), read by ${brain}`)
    const columns = [...Object.entries(styles), ['all', all] as const]
    on.table([['', ...columns.map(([name]) => name)], ...figures(columns.map(([, tally]) => tally))])
    if (misses.length > 0) on.heading(`What misses, read by ${brain}`)
    on.table(
      misses.map(({ became, expected, found, goal, what }) => [
        short(goal),
        `${what} ${became}`,
        `${expected}; found: ${found}`,
      ]),
    )
  }
}

const sets = { open: 'the open two thirds', aside: 'the third kept aside', all: 'all' } as const

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)
