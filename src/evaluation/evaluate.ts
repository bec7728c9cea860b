import type { ComposeEvent } from '../events.ts'
import type { Evaluation, GoalEntry, Score, Try } from '../schema.ts'
import { type Ended, judge } from './judge.ts'
import { scoreOf, totalOf } from './score.ts'

/** One run of the main path, measured. */
export interface Run extends Ended {
  milliseconds: number
  inputTokens: number
  outputTokens: number
  /** Undefined when a part of it is not known. */
  usd: number | undefined
  /** The part of the cost that is known; limits go by it. */
  knownUsd: number
}

export interface EvaluationOptions {
  goals: readonly GoalEntry[]
  /** Shown in the result: `builtin`, or the model's name. */
  brain: string
  until: Evaluation['until']
  /** How often the brain tries each goal. The built-in engine always answers the same, so it tries once. */
  repeats: number
  /** US dollars for all tries together. */
  maxUsd: number
  /** Makes one try; `name` tells the brain's own tries apart. It throws only when no try can be made at all, or when the person interrupts. */
  run(entry: GoalEntry, how: { builtin: boolean; name: string; maxUsd: number }): Promise<Run>
  emit(event: ComposeEvent): void
}

/** Dollars below which nothing can be bought: sums of small prices are not exact. */
const crumb = 1e-9

/** Tries goals one after the other. `result` holds what is known so far at any time, so that an interruption loses nothing. */
export class Evaluating {
  readonly #options: EvaluationOptions
  readonly #scores: Score[] = []
  #spent = 0

  constructor(options: EvaluationOptions) {
    this.#options = options
  }

  get result(): Evaluation {
    const { brain, repeats, until } = this.#options
    return { brain, until, repeats, goals: this.#scores, total: totalOf(this.#scores) }
  }

  /** Whether the money for all tries is spent, so that no more of them can be made. */
  get #outOfMoney(): boolean {
    return this.#options.brain !== 'builtin' && this.#spent > this.#options.maxUsd - crumb
  }

  async run(): Promise<void> {
    const { brain, goals, repeats } = this.#options
    for (const [index, entry] of goals.entries()) {
      const runs: Try[] = []
      const keep = (builtin?: Try) => {
        this.#scores[index] = scoreOf(entry, runs, repeats, builtin)
      }
      for (let turn = 1; turn <= repeats; turn += 1) {
        if (this.#outOfMoney) return
        runs.push(await this.#try(entry, index, turn, brain === 'builtin'))
        keep()
      }
      if (brain !== 'builtin') keep(await this.#try(entry, index, 1, true))
    }
  }

  async #try(entry: GoalEntry, index: number, turn: number, builtin: boolean): Promise<Try> {
    const { brain, emit, goals, maxUsd, repeats, run } = this.#options
    const [name, turns] = builtin ? ['builtin', 1] : [brain, repeats]
    const place = { goal: index + 1, goals: goals.length, brain: name, turn, turns }
    emit({ type: 'try-started', ...place })
    const ended = await run(entry, {
      builtin,
      name: `goal-${index + 1}-try-${turn}`,
      maxUsd: Math.max(0, maxUsd - this.#spent),
    })
    this.#spent += ended.knownUsd
    const { passed, unmet } = judge(entry, ended)
    const cut = ended.problem === 'budget-reached' && this.#outOfMoney
    const outcome = passed ? 'passed' : cut ? 'cut' : 'failed'
    const { inputTokens, milliseconds, problem, usd } = ended
    const because = unmet[0] ?? problem
    emit({ type: 'try-finished', ...place, outcome, milliseconds, ...(passed || !because ? {} : { because }) })
    return {
      outcome,
      ...(problem === undefined ? {} : { problem }),
      unmet,
      milliseconds,
      inputTokens,
      outputTokens: ended.outputTokens,
      ...(usd === undefined ? {} : { usd }),
    }
  }
}
