import { ask } from '../brain/brain.ts'
import { builtinBrain } from '../brain/builtin.ts'
import type { Composition, Plan } from '../schema.ts'
import { approve } from './compose.ts'
import type { Context } from './operation.ts'
import { openAgents, openCatalog } from './tools.ts'

/**
 * What a plan settles to with the rules and texts that the built-in engine fills in, so that a person sees before anything is made
 * what leads nowhere. Throws 'bad-file' with all of it; 'plan-stale', 'open-question' and 'goal-unread' as `apply` does.
 */
export async function preview(
  plan: Plan,
  choice: { catalog?: string | undefined; agents?: string | undefined },
  context: Context,
): Promise<Composition> {
  const [{ settle }, { fill }, { checkReferences }, catalog, agents] = await Promise.all([
    import('../steps/settle.ts'),
    import('../steps/fill.ts'),
    import('../steps/scaffold/check-references.ts'),
    openCatalog(choice, context),
    openAgents(choice, context),
  ])
  const { composition } = await fill(settle(approve(plan, 'the reader'), catalog), catalog, (role, question, check) =>
    ask(builtinBrain, agents, role, question, context.signal, check),
  )
  checkReferences(composition, catalog)
  return composition
}
