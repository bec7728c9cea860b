import type { OpenQuestion, Phases, Reaction, RecordField, Step, Supply } from '../../schema.ts'

/** What the wiring has come to so far. It grows step by step and is read whole at the end. */
export interface Wiring {
  record: RecordField[]
  lookups: Step[]
  phases: Phases
  on: Reaction[]
  supplies: Supply[]
  openQuestions: OpenQuestion[]
  /** Those that a person has answered. */
  answered: Set<string>
  /** Capability → the step and input that pulled it in. */
  pulledIn: Map<string, string>
}
