import type { Plan } from '../../src/schema.ts'
import { planOf } from './plan.ts'

export const sentence = 'book a slot at the recycling centre, at most 12 visits a year'

/** The plan of the sentence; `atOnce` is how many each time has room for, which the organisation sets. */
export async function bookingPlan({ atOnce }: { atOnce: number }): Promise<Plan> {
  const plan = await planOf(sentence)
  const [setUp] = plan.phases.setup!
  return { ...plan, phases: { ...plan.phases, setup: [{ ...setUp!, with: { ...setUp!.with, 'at-once': atOnce } }] } }
}
