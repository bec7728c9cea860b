import { fileURLToPath } from 'node:url'
import { loadAgents } from '../../src/brain/agents.ts'
import { ask } from '../../src/brain/brain.ts'
import { builtinBrain } from '../../src/brain/builtin.ts'
import { type Catalog, loadCatalog } from '../../src/catalog/load.ts'
import type { Composition, FileSet, Goal, Lock, Plan, Rule } from '../../src/schema.ts'
import { fill } from '../../src/steps/fill.ts'
import { interpret } from '../../src/steps/interpret.ts'
import { resolve } from '../../src/steps/resolve.ts'
import { scaffold } from '../../src/steps/scaffold.ts'
import { settle } from '../../src/steps/settle.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '')
const { signal } = new AbortController()
const [own, agents] = await Promise.all([loadCatalog(`${root}/catalog`), loadAgents(`${root}/agents`)])

export const catalog: Catalog = own

/** A sentence → the plan that the built-in engine makes of it. */
export async function planOf(sentence: string, options: Partial<Goal> = {}, from: Catalog = own): Promise<Plan> {
  const goal: Goal = { version: 1, sentence, use: {}, without: [], ...options }
  const intent = await interpret(goal, from, (question, check) =>
    ask(builtinBrain, agents, 'planner', question, signal, check),
  )
  return resolve(intent, from)
}

/** A sentence → its settled and filled composition. `reviewed` is what a person makes of the plan before. */
export async function compositionOf(
  sentence: string,
  from: Catalog = own,
  reviewed: (plan: Plan) => Plan = (plan) => plan,
): Promise<Composition> {
  return compositionBy(reviewed(await planOf(sentence, {}, from)), from)
}

/** The same of a plan. */
export async function compositionBy(plan: Plan, from: Catalog = own): Promise<Composition> {
  const { composition } = await fill(settle(plan, from), from, (role, question, check) =>
    ask(builtinBrain, agents, role, question, signal, check),
  )
  return composition
}

/** The rows of a rule that is a table. */
export function rowsOf(composition: Composition, rule: string): Rule['rows'] {
  const found = composition.rules[rule]
  if (!found || !('rows' in found)) throw new Error(`${rule} is no table`)
  return found.rows
}

/** A composition → all files of its folder. */
export function filesOf(composition: Composition, before?: Lock, from: Catalog = own): Promise<FileSet> {
  return scaffold(composition, { lock: before }, from, root)
}
