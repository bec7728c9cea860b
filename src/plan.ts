import { ask, modelOf } from './brain/brain.ts'
import type { Goal, Plan } from './schema.ts'
import { interpret } from './steps/interpret.ts'
import { resolve } from './steps/resolve.ts'
import { timer } from './timer.ts'
import type { Tools } from './tools.ts'

// The first part of the main path by itself, so that who only plans loads nothing of what comes after.

/** goal → plan: what a person reviews. Writes nothing. */
export async function plan(goal: Goal, tools: Tools): Promise<Plan> {
  const { run } = timer(tools)
  const { agents, brain, catalog, world } = tools
  const intent = await run('interpret', () =>
    interpret(goal, catalog, (question, check) => ask(brain, agents, 'planner', question, world.signal, check)),
  )
  const model = modelOf(brain, agents, 'planner')
  return run('resolve', () => ({ ...resolve(intent, catalog), ...(model ? { model } : {}) }))
}
