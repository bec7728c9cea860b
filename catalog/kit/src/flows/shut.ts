import { type Pace, pauseAfter } from './pace.ts'

/** Longer than a call may take, in milliseconds. */
const longestCall = 15_000

interface Closed {
  until: number
  tries: number
  /** What was said when it was tried last. */
  words: string
  /** Somebody is trying for all. */
  trying: boolean
}

/**
 * The steps that cannot be done now, because a part is away. One flow at a time tries such a step, the others wait for what
 * comes of it: a part that hangs holds up no flow that does without it, and gets as few calls as one record would make.
 */
export class ShutSteps {
  readonly #closed = new Map<string, Closed>()
  readonly #pace: Pace

  constructor(pace: Pace) {
    this.#pace = pace
  }

  /** Undefined for whoever may try the step now, else until when to wait and why. */
  holdUp(step: string): { until: number; words: string } | undefined {
    const closed = this.#closed.get(step)
    if (!closed) return undefined
    if (closed.until > Date.now()) return closed
    closed.until = Date.now() + longestCall
    closed.trying = true
    return undefined
  }

  failed(step: string, words: string): void {
    const closed = this.#closed.get(step)
    // Of several that were on their way at the same time, one counts.
    if (closed && !closed.trying) return
    const tries = (closed?.tries ?? 0) + 1
    this.#closed.set(step, { until: Date.now() + pauseAfter(tries, this.#pace), tries, words, trying: false })
  }

  /** True when it was shut. */
  worked(step: string): boolean {
    return this.#closed.delete(step)
  }
}
