import { loadAgents } from '../../src/brain/agents.ts'
import { noJournal } from '../../src/journal/journal.ts'
import type { Context, EndHook } from '../../src/operations/operation.ts'
import { asComposeError } from '../../src/operations/outcome.ts'
import { openModel } from '../../src/operations/tools/model.ts'
import { plan } from '../../src/plan.ts'
import type { Plan, Problem, Report } from '../../src/schema.ts'
import { realWorld } from '../../src/world.ts'
import { catalog, root } from '../support/plan.ts'

export interface Planned {
  plan: Plan | undefined
  /** Exit status of a command line. */
  status: number
  problem: Problem | undefined
  spend: Report['spend']
}

/** A goal → its plan by the model at an endpoint, as compose plan makes it, without a process of its own. */
export async function planInProcess(
  sentence: string,
  env: Record<string, string>,
  { agents = `${root}/agents`, calls }: { agents?: string | undefined; calls: string },
): Promise<Planned> {
  const { signal } = new AbortController()
  const hooks: EndHook[] = []
  const context: Context = {
    cwd: root,
    env,
    signal,
    emit: () => undefined,
    reach: async (path) => path,
    nameOf: (field) => field,
    atEnd: (hook) => void hooks.push(hook),
  }
  const world = { ...realWorld(() => undefined, signal), env }
  const limits = { maxUsd: 5, maxTokens: 1_000_000, maxCalls: 100, callTimeout: 5 }
  const choice = { ...limits, model: undefined, agents: undefined, calls: 'live' as const, recordings: undefined }
  const brain = await openModel(choice, context, { catalog, calls, world })
  const tools = { world, brain, journal: noJournal, agents: await loadAgents(agents), catalog, root }
  const spend = async () => (await hooks[0]!(undefined)).spend
  try {
    const made = await plan({ version: 1, sentence, use: {}, without: [] }, tools)
    return { plan: made, status: 0, problem: undefined, spend: await spend() }
  } catch (thrown) {
    const error = asComposeError(thrown)
    return { plan: undefined, status: error.exitStatus, problem: error.problems[0], spend: await spend() }
  }
}
