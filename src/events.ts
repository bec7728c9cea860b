/** The steps of the main path, in order. */
export const stepNames = [
  'interpret',
  'resolve',
  'settle',
  'fill',
  'scaffold',
  'stage',
  'verify',
  'report',
  'deliver',
] as const
export type StepName = (typeof stepNames)[number]

/** Which try of an evaluation: the second of five by this brain, of the first of three goals. */
export interface TryPlace {
  goal: number
  goals: number
  brain: string
  turn: number
  turns: number
}

/** Everything the core tells while it works; faces render it. */
export type ComposeEvent =
  | { type: 'step-started'; step: StepName; detail?: string }
  | { type: 'step-finished'; step: StepName; milliseconds: number; detail?: string }
  | { type: 'lap-finished'; lap: number; failures: number }
  | { type: 'agent-started'; agent: string; model: string; endpoint: string; attempt: number }
  | { type: 'agent-finished'; agent: string; problem?: string }
  | { type: 'call-started'; agent: string; model: string; endpoint: string }
  | { type: 'call-finished'; agent: string; model: string; inputTokens: number; outputTokens: number; finish: string }
  /** `problem` is the code of the error that ended the call; it has no answer then. */
  | { type: 'call-failed'; agent: string; model: string; problem: string }
  /** `unknown` stands for whatever a model made up. `failed` when the model was told that it did not work. */
  | { type: 'tool-used'; agent: string; tool: string; milliseconds: number; failed: boolean }
  | ({ type: 'try-started' } & TryPlace)
  /** `because`: the code of what ended it, or the first expectation that was not met. */
  | ({ type: 'try-finished'; outcome: string; milliseconds: number; because?: string } & TryPlace)
  | { type: 'progress'; step: StepName; message: string }
  /** A sign of life every few seconds: what the run is in the middle of, and for how long. */
  | { type: 'still-working'; on: string; milliseconds: number }
  | { type: 'warning'; message: string }
