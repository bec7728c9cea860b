import { isDeepStrictEqual } from 'node:util'
import type { Failure, Fillings } from './brain/roles.ts'
import type { Composition, FileSet, Verification } from './schema.ts'

/** One round of scaffold, stage and verify. */
export interface Lap {
  composition: Composition
  files: FileSet
  verification: Verification
  failures: Failure[]
}

/** Which laps there were, which was the best, and whether another one can help. */
export class Laps {
  readonly #most: number
  readonly #forgiven: number
  readonly #done: { lap: Lap; fillings: Fillings }[] = []

  /** `forgiven`: laps after which an earlier process gave up; they count for nothing but the best. */
  constructor(most: number, forgiven: number) {
    this.#most = most
    this.#forgiven = forgiven
  }

  get count(): number {
    return this.#done.length
  }

  /** The lap with the fewest failures; of several the first. One in which no test ran, or that came to no result, is the last choice. */
  get best(): Lap {
    const weight = ({ verification, failures }: Lap) => {
      if (verification.verdict === 'inconclusive') return Number.MAX_SAFE_INTEGER
      return failures.length + (verification.tests.passed + verification.tests.failed > 0 ? 0 : 1_000_000)
    }
    return this.#done.map(({ lap }) => lap).reduce((best, lap) => (weight(lap) < weight(best) ? lap : best))
  }

  get last(): Lap {
    return this.#done.at(-1)!.lap
  }

  add(lap: Lap, fillings: Fillings): void {
    this.#done.push({ lap, fillings })
  }

  /** Why no further lap is run, or undefined when one should be. */
  stop(): string | undefined {
    const lap = this.last
    if (this.count <= this.#forgiven) return undefined
    if (lap.verification.verdict === 'inconclusive') return 'the checks came to no result, which no answer can mend'
    if (this.#done.slice(this.#forgiven, -1).some((before) => isDeepStrictEqual(before.lap.failures, lap.failures)))
      return 'the same failures came twice'
    return this.count - this.#forgiven > this.#most ? `${this.#most} laps of repair were not enough` : undefined
  }

  /** Whether these fillings were tried before; what failed once fails again. */
  tried(fillings: Fillings): boolean {
    if (this.count <= this.#forgiven) return false
    return this.#done.slice(this.#forgiven).some((before) => isDeepStrictEqual(before.fillings, fillings))
  }
}
