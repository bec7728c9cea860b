import type { ComposeEvent } from '../events.ts'

/** Milliseconds between two signs of life: clients give up on silence, and a busy machine may be late with one. */
const usual = 5000

export interface Heartbeat {
  /** Hears what happens, to know what the run is in the middle of. */
  event(event: ComposeEvent): void
  stop(): void
}

/** Tells every few seconds that a run is still alive, so that nobody takes a long step for a dead one. */
export function startHeartbeat(command: string, tell: (event: ComposeEvent) => void, every = usual): Heartbeat {
  let on = command
  let since = performance.now()
  const timer = setInterval(() => {
    tell({ type: 'still-working', on, milliseconds: Math.round(performance.now() - since) })
  }, every)
  return {
    event(event) {
      const begun = begunBy(event)
      if (begun === undefined) return
      on = begun
      since = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}

function begunBy(event: ComposeEvent): string | undefined {
  if (event.type === 'step-started') return event.step
  if (event.type === 'try-started') return `goal ${event.goal} of ${event.goals}, try ${event.turn} of ${event.turns}`
  return undefined
}
