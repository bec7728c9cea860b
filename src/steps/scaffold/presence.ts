import type { Operation } from '../../catalog/contract.ts'
import { type Composition, partsOf, type RecordField, type Source, type Step, stepsOf } from '../../schema.ts'

type Operations = ReadonlyMap<string, Operation>

/** What may be missing when something is done about a record: answers that nobody had to give, and what only they lead to. */
export class Presence {
  readonly #fields: ReadonlySet<string>
  readonly #steps: ReadonlyMap<string, Step>
  readonly #operations: Operations

  constructor(composition: Pick<Composition, 'record' | 'lookups' | 'phases' | 'on'>, operations: Operations) {
    this.#fields = new Set(composition.record.filter(mayLack).map(({ name }) => name))
    this.#steps = new Map(stepsOf(composition).map((step) => [step.id, step]))
    this.#operations = operations
  }

  /** Whether what a source names may be missing; of a step that is known to be `done`, only what it need not answer. */
  mayLack(source: Source, done?: string): boolean {
    const { kind, head, path } = partsOf(source)
    if (kind === 'record') return head === 'applicantId' || this.#fields.has(head)
    if (kind !== 'step') return false
    const step = this.#steps.get(head)
    if (!step) return false
    const output = this.#operations.get(step.do ?? '')?.outputs.find((one) => one.path === path)
    return (head !== done && this.mayBeLeftOut(step)) || output?.always === false
  }

  /** Whether a step may not be done: under a condition, or without an input that it needs. */
  mayBeLeftOut(step: Step): boolean {
    return step.if !== undefined || this.neededOf(step).length > 0
  }

  /** The sources of a step's required inputs that may be missing. */
  neededOf(step: Step & { undoes?: string }): Source[] {
    const inputs = this.#operations.get(step.do ?? '')?.inputs ?? []
    const required = inputs.filter((input) => input.required && !input.hasDefault)
    return required.flatMap(({ name }) => {
      const source = step.inputs[name]
      return source !== undefined && this.mayLack(source, step.undoes) ? [source] : []
    })
  }
}

/** Whether an answer may be missing from a record. */
export const mayLack = (field: RecordField): boolean => field.optional === true || field.if !== undefined
