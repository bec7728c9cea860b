import { digestOf } from './digest.ts'
import type { StepName } from './events.ts'
import type { Tools } from './tools.ts'

/** Runs steps one by one, telling when each starts and ends; `durations` are whole milliseconds by step. */
export interface Timer {
  run<T>(step: StepName, work: () => T | Promise<T>): Promise<T>
  durations: Record<string, number>
}

/** Steps whose result is data that the same input always gives; the journal holds a resumed run to it. */
const repeatable: ReadonlySet<StepName> = new Set(['interpret', 'resolve', 'settle', 'fill'])

export function timer(
  { world, journal }: Pick<Tools, 'world' | 'journal'>,
  durations: Record<string, number> = {},
): Timer {
  return {
    durations,
    async run(step, work) {
      world.signal.throwIfAborted()
      world.emit({ type: 'step-started', step })
      const start = world.milliseconds()
      const result = await work()
      const milliseconds = Math.round(world.milliseconds() - start)
      durations[step] = (durations[step] ?? 0) + milliseconds
      await journal.finished(step, digestOf(repeatable.has(step) ? JSON.stringify(result) : ''))
      world.emit({ type: 'step-finished', step, milliseconds })
      return result
    },
  }
}
