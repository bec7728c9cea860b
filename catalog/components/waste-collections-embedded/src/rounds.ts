import { plusDays } from './days.ts'
import type { RoundsFile } from './rounds-file.ts'
import { readRule, runsOn } from './rrule.ts'

type Plan = RoundsFile['roundPlans'][number]
type Changes = RoundsFile['changes']

/** Days around one that is asked about within which a change may bring a round. */
const reach = 31
/** The longest that two rounds of one plan lie apart: 52 weeks. */
const longest = 366

/** The days on which a round plan really runs, as changes have moved them, from one day to another, oldest first. */
export function roundsOf(plan: Plan, changes: Changes, from: string, to: string): string[] {
  const rule = readRule(plan.rrule)!
  const found = new Set<string>()
  for (let day = plusDays(from, -reach); day <= plusDays(to, reach); day = plusDays(day, 1)) {
    if (!runsOn(rule, plan.startDate, day) || (plan.endDate !== undefined && day > plan.endDate)) continue
    const change = changes.find(({ date, roundPlan }) => date === day && (roundPlan ?? plan.id) === plan.id)
    const runs = change ? change.to : day
    if (runs !== undefined && runs >= from && runs <= to) found.add(runs)
  }
  return [...found].sort()
}

/** The next days from a day on, which is one of them if the plan runs on it. */
export const nextRounds = (plan: Plan, changes: Changes, day: string): string[] =>
  roundsOf(plan, changes, day, plusDays(day, longest)).slice(0, 2)

/** The last day up to a day, which may be it. */
export const lastRound = (plan: Plan, changes: Changes, day: string): string | undefined =>
  roundsOf(plan, changes, plusDays(day, -longest), day).at(-1)
