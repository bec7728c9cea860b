import { readGoal } from '../goal/read.ts'
import type { Brain } from './brain.ts'
import { fill } from './builtin/fill.ts'
import { scenariosFor } from './builtin/scenarios.ts'
import type { Questions, Role } from './roles.ts'

type Engine = { [R in Role]: (input: Questions[R]) => unknown }

/** Three pure functions: the same question always has the same answer. */
const engine: Engine = {
  planner: ({ goal, vocabulary, patterns, capabilities }) => {
    const words = Object.fromEntries(Object.entries(capabilities).map(([id, entry]) => [id, entry.words]))
    return readGoal(goal, vocabulary, words, (name) => patterns[name])
  },
  coder: fill,
  tester: scenariosFor,
}

/** The engine that needs no model, no key and no network. */
export const builtinBrain: Brain = {
  name: 'builtin',
  async answer({ role, input }) {
    return (engine[role] as (input: unknown) => unknown)(input)
  },
}
