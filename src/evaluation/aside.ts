import { sha256 } from '../digest.ts'
import type { GoalEntry, Readings } from '../schema.ts'

/** Whether a goal is of the third that is kept aside, by its words alone: nobody tunes anything by it. */
export const isAside = (goal: string): boolean => Number.parseInt(sha256(goal).slice(0, 8), 16) % 3 === 0

export function ofSet<T extends Pick<GoalEntry, 'goal'>>(goals: readonly T[], set: Readings['set']): T[] {
  return goals.filter(({ goal }) => set === 'all' || isAside(goal) === (set === 'aside'))
}
