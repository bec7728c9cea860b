import { allowing, questionFor } from '../../catalog/asks.ts'
import type { Operation, Output } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Question, Way } from '../../schema.ts'
import type { Available } from './available.ts'

const deepest = 5

/** What leads to a value that is not there: operations that are called for their answer, and questions. */
export class Chains {
  readonly #catalog: Catalog
  readonly #without: ReadonlySet<string>
  readonly #ways: readonly Way[]

  /** `without` are parts that are ruled out; `ways` are those in which people may be written to. */
  constructor(catalog: Catalog, without: ReadonlySet<string>, ways: readonly Way[]) {
    this.#catalog = catalog
    this.#without = without
    this.#ways = ways
  }

  /** The operations that may be called for their answer and answer with the type. */
  leadingTo(type: string, role: string): { operation: Operation; output: Output }[] {
    return [...this.#catalog.capabilities.values()]
      .filter(({ brings, file }) => brings.derives.length > 0 && !this.#without.has(file.metadata.name))
      .flatMap(({ operations }) => operations.filter(({ derives }) => derives))
      .flatMap((operation) => {
        const fits = (one: Output) =>
          one.type === type && one.always && one.role === role && (!one.many || this.#isPicked(type))
        const output = operation.outputs.find(fits)
        return output ? [{ operation, output }] : []
      })
  }

  /** How many operations a chain through this one needs, beside what is `known`; infinite when an input cannot be had. */
  cost(operation: Operation, pending: ReadonlySet<string>, many: boolean, known: readonly Available[]): number {
    if (pending.size > deepest) return Number.POSITIVE_INFINITY
    // What a person picks from a list costs more than what can be looked up.
    let cost = many ? 2 : 1
    for (const input of operation.inputs.filter((one) => one.required && !one.hasDefault)) {
      if (!input.type) return Number.POSITIVE_INFINITY
      const key = `${input.type}/${input.role}`
      if (known.some((one) => one.type === input.type && one.role === input.role)) continue
      if (pending.has(key)) return Number.POSITIVE_INFINITY
      const next = new Set([...pending, key])
      const through = this.leadingTo(input.type, input.role).map((other) =>
        this.cost(other.operation, next, other.output.many, known),
      )
      const asked = this.question(input.type) && !this.#isPicked(input.type) ? 1 : Number.POSITIVE_INFINITY
      cost += Math.min(asked, ...through)
    }
    return cost
  }

  /** How a person is asked for a type. One whose words are still to be said nobody but the goal asks for. */
  question(type: string): Question | undefined {
    const { types } = this.#catalog
    const question = questionFor(types, type)
    if (question?.title.includes('{phrase}')) return undefined
    return question?.kind === 'contact' ? allowing(types, type, this.#ways) : question
  }

  /** Whether a person can pick a value of this type from a list. */
  #isPicked(type: string): boolean {
    return questionFor(this.#catalog.types, type)?.kind === 'pick'
  }
}
