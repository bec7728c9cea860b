import type { StepName } from './events.ts'
import type { World } from './world.ts'

/** Runs steps one by one, telling when each starts and ends; `durations` are whole milliseconds by step. */
export function timer(world: World, durations: Record<string, number> = {}) {
  async function run<T>(step: StepName, work: () => T | Promise<T>): Promise<T> {
    world.signal.throwIfAborted()
    world.emit({ type: 'step-started', step })
    const start = world.milliseconds()
    const result = await work()
    const milliseconds = Math.round(world.milliseconds() - start)
    durations[step] = (durations[step] ?? 0) + milliseconds
    world.emit({ type: 'step-finished', step, milliseconds })
    return result
  }
  return { run, durations }
}
