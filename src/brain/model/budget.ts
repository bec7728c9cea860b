import { ComposeError } from '../../errors.ts'
import type { Spend } from '../../schema.ts'
import type { Usage } from './chat.ts'

/** US dollars for a million tokens. */
export interface Price {
  input: number
  output: number
}

export interface Limits {
  usd: number
  tokens: number
  calls: number
}

/** Counts what a run spends and ends it before it spends more than it may. */
export class Budget {
  readonly limits: Limits
  readonly #prices: ReadonlyMap<string, Price>
  readonly #spent = new Map<string, Spend>()

  constructor(limits: Limits, prices: ReadonlyMap<string, Price>) {
    this.limits = limits
    this.#prices = prices
  }

  get spend(): Spend[] {
    return [...this.#spent.values()].map((one) => ({ ...one }))
  }

  /** Throws 'budget-reached' when nothing more may be asked. Called before each request. */
  allow(): void {
    const { calls, tokens, usd } = this.#total()
    const over =
      calls >= this.limits.calls
        ? `${this.limits.calls} calls (--max-calls)`
        : tokens >= this.limits.tokens
          ? `${this.limits.tokens} tokens (--max-tokens)`
          : usd >= this.limits.usd
            ? `$${this.limits.usd} (--max-usd)`
            : undefined
    if (!over) return
    throw new ComposeError('budget-reached', `The run has spent its budget of ${over}.`, {
      suggestion: 'What is finished is kept; give a higher limit to go on.',
    })
  }

  /** Adds one request, whatever came of it. */
  add(agent: string, model: string, { input, output, estimated }: Usage): void {
    const row = this.#spent.get(`${agent} ${model}`) ?? { agent, model, calls: 0, inputTokens: 0, outputTokens: 0 }
    row.calls += 1
    row.inputTokens += input
    row.outputTokens += output
    if (estimated) row.estimatedTokens = (row.estimatedTokens ?? 0) + input + output
    const price = this.#priceOf(model)
    if (price) row.usd = (row.inputTokens * price.input + row.outputTokens * price.output) / 1e6
    this.#spent.set(`${agent} ${model}`, row)
  }

  /** A dated name (model-2026-01-31) costs what the model costs. */
  #priceOf(model: string): Price | undefined {
    return this.#prices.get(model) ?? this.#prices.get(model.replace(/^.*\//, '').replace(/-\d{4}-\d{2}-\d{2}$/, ''))
  }

  #total(): { calls: number; tokens: number; usd: number } {
    const rows = [...this.#spent.values()]
    return {
      calls: rows.reduce((sum, row) => sum + row.calls, 0),
      tokens: rows.reduce((sum, row) => sum + row.inputTokens + row.outputTokens, 0),
      usd: rows.reduce((sum, row) => sum + (row.usd ?? 0), 0),
    }
  }
}
