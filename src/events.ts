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

/** Everything the core tells while it works; faces render it. */
export type ComposeEvent =
  | { type: 'step-started'; step: StepName; detail?: string }
  | { type: 'step-finished'; step: StepName; milliseconds: number; detail?: string }
  | { type: 'lap-finished'; lap: number; failures: number }
  | { type: 'call-started'; agent: string; model: string; endpoint: string }
  | { type: 'call-finished'; agent: string; model: string; inputTokens: number; outputTokens: number; finish: string }
  | { type: 'tool-used'; agent: string; tool: string }
  | { type: 'progress'; step: StepName; message: string }
  | { type: 'warning'; message: string }
