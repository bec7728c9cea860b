/** The steps of the main path, in order. */
export const stepNames = ['interpret', 'resolve', 'settle', 'scaffold', 'stage', 'verify', 'report', 'deliver'] as const
export type StepName = (typeof stepNames)[number]

/** Everything the core tells while it works; faces render it. */
export type ComposeEvent =
  | { type: 'step-started'; step: StepName; detail?: string }
  | { type: 'step-finished'; step: StepName; milliseconds: number; detail?: string }
  | { type: 'progress'; step: StepName; message: string }
  | { type: 'warning'; message: string }
