import type { Catalog } from '../catalog/load.ts'
import type { Composition, Plan } from '../schema.ts'
import { type AskAgent, fill } from './fill.ts'
import { draftOf } from './settle.ts'

/**
 * plan → the composition that would come of it, for reading alone: also of a plan that has open questions, needs approval or
 * leaves words of the goal unread, of which nothing is made yet.
 */
export async function preview(plan: Plan, catalog: Catalog, askAgent: AskAgent): Promise<Composition> {
  const { composition } = await fill(draftOf(plan, catalog, [plan.model]), catalog, askAgent)
  return composition
}
