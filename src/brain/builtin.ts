import { readGoal } from '../goal/read.ts'
import type { Brain } from './brain.ts'
import { fillTables } from './builtin/tables.ts'
import type { Questions, Role } from './roles.ts'

type Engine = { [R in Role]: (input: Questions[R]) => unknown }

/** Three pure functions: the same question always has the same answer. */
const engine: Engine = {
  planner: ({ goal, vocabulary, patterns, capabilities }) => {
    const words = Object.fromEntries(Object.entries(capabilities).map(([id, entry]) => [id, entry.words]))
    const rules = Object.fromEntries(Object.entries(capabilities).map(([id, entry]) => [id, entry.rules]))
    return readGoal(goal, vocabulary, words, patterns, rules)
  },
  coder: fillTables,
  // What must be tried whoever answers is tried already; the engine knows nothing beyond it.
  tester: () => ({ scenarios: [] }),
}

/** The engine that needs no model, no key and no network. */
export const builtinBrain: Brain = {
  name: 'builtin',
  model: undefined,
  async answer({ role, input }) {
    return (engine[role] as (input: unknown) => unknown)(input)
  },
}
