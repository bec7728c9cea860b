import { setupPhase, stepsOf } from '../../schema.ts'

type Steps = Parameters<typeof stepsOf>[0]

/** Where what a rule gives arrives: the operation of the first step that takes it, and its input. */
export function takerOf(rule: string, composition: Steps): { of: string; member: string } | undefined {
  for (const step of stepsOf(composition)) {
    // What is done before there is any record shows nothing of one.
    if (step.under === setupPhase) continue
    const [input] = Object.entries(step.inputs).find(([, source]) => source === `rule.${rule}`) ?? []
    if (step.do && input) return { of: step.do, member: input }
  }
  return undefined
}
