import type { ComposeEvent, StepName } from '../events.ts'

/** What a run writes down as it goes, so that another process can go on where it stopped. */
export interface Journal {
  /** What `compose resume` calls it; undefined when nothing is kept. */
  readonly id: string | undefined
  event(event: ComposeEvent): void
  /** Notes that a step is done. In a resumed run it must come to what it came to before; throws 'plan-stale' if not. */
  finished(step: StepName, digest: string): Promise<void>
  /** What a step came to earlier for the same input, of unknown shape. */
  recall(step: StepName, key: string): Promise<unknown>
  keep(step: StepName, key: string, value: unknown): Promise<void>
  /** Laps after which an earlier process gave up: a resumed run passes them without giving up again. */
  readonly forgiven: number
  gaveUp(laps: number): Promise<void>
  /** Says that there is nothing to resume any more. */
  end(): Promise<void>
}

/** For work that nobody will want to resume. */
export const noJournal: Journal = {
  id: undefined,
  event: () => undefined,
  finished: async () => undefined,
  recall: async () => undefined,
  keep: async () => undefined,
  forgiven: 0,
  gaveUp: async () => undefined,
  end: async () => undefined,
}
