import { isDeepStrictEqual } from 'node:util'
import type { Expected, GoalEntry, Plan } from '../schema.ts'

/** How a run ended: its exit status, the code of its first problem, and the plan if it came to one. */
export interface Ended {
  status: number
  problem: string | undefined
  plan: Plan | undefined
}

/** The exit status of a goal that nothing fits. */
const refused = 5

/** Whether a run is what its goal expects, and if not, what is wrong. */
export function judge({ expect }: GoalEntry, { plan, status }: Ended): { passed: boolean; unmet: string[] } {
  if (expect?.pattern === null) {
    const unmet = status === 0 ? [`pattern: ${plan?.intent.pattern}, where a refusal was expected`] : []
    return { passed: status === refused, unmet }
  }
  if (status !== 0 || !plan) return { passed: false, unmet: [] }
  const unmet = Object.entries(expect ?? {}).flatMap(([key]) => checks[key as keyof Expected](expect!, plan) ?? [])
  return { passed: unmet.length === 0, unmet }
}

/** One row for each thing that can be expected: what is wrong, if anything. */
const checks: Record<keyof Expected, (expect: Expected, plan: Plan) => string | undefined> = {
  pattern: ({ pattern }, { intent }) => (intent.pattern === pattern ? undefined : `pattern: ${intent.pattern}`),
  capabilities({ capabilities = [] }, { choices }) {
    const missing = capabilities.filter((id) => !choices.some(({ capability }) => capability === id))
    return missing.length === 0 ? undefined : `capabilities: no ${missing.join(', ')}`
  },
  channel({ channel }, { intent }) {
    const chosen = intent.constraints.filter(({ kind }) => kind === 'channel').map(({ value }) => value)
    return chosen.includes(channel!) ? undefined : `channel: ${chosen.join(', ') || 'none'}`
  },
  deadline({ deadline }, { intent }) {
    const found = intent.deadline?.target
    return isDeepStrictEqual(found, deadline)
      ? undefined
      : `deadline: ${found ? `${found.amount} ${found.unit}` : 'none'}`
  },
  priorityRules({ priorityRules }, { intent }) {
    const count = intent.rules.filter(({ decides }) => decides === 'priority').length
    return count === priorityRules ? undefined : `priorityRules: ${count}`
  },
}
