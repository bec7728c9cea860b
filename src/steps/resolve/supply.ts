import type { Input, Operation, Output } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { byCodeUnit } from '../../digest.ts'
import { ComposeError } from '../../errors.ts'
import { capitalise } from '../../goal/words.ts'
import type { PatternStep, RecordField, Source } from '../../schema.ts'
import { type Available, availableTo } from './available.ts'
import { fieldFor } from './field.ts'
import type { Wiring } from './wiring.ts'

const deepestChain = 5

const kebab = (name: string) => name.replace(/([A-Z])/g, '-$1').toLowerCase()

/** Wires the steps of a pattern by type and role. One wirer serves one plan. */
export class Wirer {
  readonly wiring: Wiring = { record: [], steps: [], supplies: [], openQuestions: [], pulledIn: new Map() }
  readonly #catalog: Catalog
  readonly #without: ReadonlySet<string>

  constructor(catalog: Catalog, fields: readonly RecordField[], without: readonly string[]) {
    this.#catalog = catalog
    this.#without = new Set(without)
    this.wiring.record.push(...fields)
  }

  /** Adds one operation step; steps that derive its inputs come before it. */
  addOperation(step: PatternStep, operation: Operation): void {
    const inputs: Record<string, Source> = {}
    for (const input of operation.inputs.filter((one) => one.required && !(one.hasDefault && !step.with?.[one.name]))) {
      const found = this.#constant(step, input) ?? this.#supply(step.id, input, new Set())
      inputs[input.name] = found.source
      this.#note(step.id, input, found.says)
    }
    const { with: _constants, ...rest } = step
    this.wiring.steps.push({ ...rest, do: operation.name, inputs })
  }

  addPlain(step: PatternStep): void {
    const { with: _constants, ...rest } = step
    this.wiring.steps.push({ ...rest, inputs: {} })
  }

  /** Optional inputs take what is there with their very type and role; nothing is asked or derived for them. */
  addOptional(): void {
    for (const step of this.wiring.steps) {
      const operation = step.do ? this.#operation(step.do) : undefined
      for (const input of operation?.inputs ?? []) {
        if (input.required || !input.type || step.inputs[input.name]) continue
        const exact = this.#available(step.id, true).filter((one) => one.type === input.type && one.role === input.role)
        if (exact.length !== 1) continue
        step.inputs[input.name] = exact[0]!.source
        this.#note(step.id, input, exact[0]!.says)
      }
    }
  }

  #note(step: string, input: Input, from: string): void {
    this.wiring.supplies.push({ step, input: input.name, type: input.type ?? 'plain', role: input.role, from })
  }

  #operation(name: string): Operation | undefined {
    return this.#catalog.capabilities.get(name.split('.')[0]!)?.operations.find((operation) => operation.name === name)
  }

  /** Constants and texts that the pattern's line gives. */
  #constant(step: PatternStep, input: Input): Available | undefined {
    const given = step.with?.[input.name]
    if (given !== undefined)
      return {
        type: input.type ?? '',
        role: input.role,
        source: { from: 'constant', value: given },
        says: `the pattern: ${given}`,
      }
    const wording = step.with?.wording
    if (input.type !== 'MessageText' || typeof wording !== 'string') return undefined
    const name = `${wording}${capitalise(input.name)}`
    return { type: 'MessageText', role: input.role, source: { from: 'wording', name }, says: `the wording "${name}"` }
  }

  #available(before: string, alsoOptional: boolean): Available[] {
    return availableTo(before, this.wiring, alsoOptional, (name) => this.#operation(name))
  }

  /** Record, earlier step, setting; else the shortest chain; else a question. Throws when nothing can. */
  #supply(step: string, input: Input, pending: ReadonlySet<string>): Available {
    if (!input.type) throw this.#nothing(step, input)
    const ready = this.#ready(step, input, input.type)
    if (ready) return ready
    const key = `${input.type}/${input.role}`
    if (!pending.has(key)) {
      const derived = this.#derive(step, input, input.type, new Set([...pending, key]))
      if (derived) return derived
    }
    const asked = this.#askFor(step, input, input.type)
    if (asked) return asked
    throw this.#nothing(step, input)
  }

  #ready(step: string, input: Input, type: string): Available | undefined {
    const pool = this.#available(step, false).filter((one) => one.type === type && one.role === input.role)
    // The record comes before what a step answered, and that before a setting; only equals within one of them are open.
    const nearest = (['record', 'step', 'setting'] as const).find((from) =>
      pool.some((one) => one.source.from === from),
    )
    const candidates = pool.filter((one) => one.source.from === nearest)
    if (candidates.length < 2) return candidates[0]
    this.wiring.openQuestions.push({
      id: `${step}.${input.name}`,
      question: `${step} needs a ${type}${input.role ? ` (${input.role})` : ''}, and ${candidates.length} parts offer one equally well. Which one?`,
      options: candidates.map((one) => one.says),
    })
    return candidates[0]
  }

  /** The shortest chain of reading operations that leads to the type; its first links are wired the same way. */
  #derive(step: string, input: Input, type: string, pending: ReadonlySet<string>): Available | undefined {
    const options = this.#derivations(type, input.role)
      .map(({ operation, output }) => ({ operation, output, cost: this.#cost(step, operation, pending, output.many) }))
      .filter((option) => option.cost < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.cost - b.cost || byCodeUnit(a.operation.name, b.operation.name))
    const [best, second] = options
    if (!best) return undefined
    if (second && second.cost === best.cost) {
      this.wiring.openQuestions.push({
        id: `${step}.${input.name}`,
        question: `${step} needs a ${type}; ${best.operation.name} and ${second.operation.name} derive it equally well. Which one?`,
        options: options.filter((option) => option.cost === best.cost).map((option) => option.operation.name),
      })
    }
    const { operation, output } = best
    if (!this.wiring.pulledIn.has(operation.capability))
      this.wiring.pulledIn.set(operation.capability, `${step} needs ${type} (${input.name})`)
    return output.many
      ? this.#choose(step, input, operation, pending)
      : this.#link(input, operation, output.path, pending)
  }

  /** How many operations a chain through this one needs; infinite when an input cannot be had. */
  #cost(step: string, operation: Operation, pending: ReadonlySet<string>, many: boolean): number {
    if (pending.size > deepestChain) return Number.POSITIVE_INFINITY
    // What a person picks from a list costs more than what can be looked up.
    let cost = many ? 2 : 1
    for (const input of operation.inputs.filter((one) => one.required && !one.hasDefault)) {
      if (!input.type) return Number.POSITIVE_INFINITY
      const key = `${input.type}/${input.role}`
      if (this.#available(step, false).some((one) => one.type === input.type && one.role === input.role)) continue
      if (pending.has(key)) return Number.POSITIVE_INFINITY
      const next = new Set([...pending, key])
      const through = this.#derivations(input.type, input.role).map((other) =>
        this.#cost(step, other.operation, next, other.output.many),
      )
      const asked =
        this.#catalog.vocabulary.questions[input.type] && !this.#isPicked(input.type) ? 1 : Number.POSITIVE_INFINITY
      cost += Math.min(asked, ...through)
    }
    return cost
  }

  /** Whether a person can pick a value of this type from a list. */
  #isPicked(type: string): boolean {
    return this.#catalog.vocabulary.questions[type]?.kind === 'address'
  }

  /** The operations that may be called for their answer and answer with the type. */
  #derivations(type: string, role: string): { operation: Operation; output: Output }[] {
    return [...this.#catalog.capabilities.values()]
      .filter((capability) => !this.#without.has(capability.file.metadata.name))
      .flatMap(({ operations }) => operations.filter(({ derives }) => derives))
      .flatMap((operation) => {
        const fits = (one: Output) =>
          one.type === type && one.always && one.role === role && (!one.many || this.#isPicked(type))
        const output = operation.outputs.find(fits)
        return output ? [{ operation, output }] : []
      })
  }

  #link(input: Input, operation: Operation, path: string, pending: ReadonlySet<string>): Available {
    const id = kebab(operation.id)
    const inputs: Record<string, Source> = {}
    for (const own of operation.inputs.filter((one) => one.required && !one.hasDefault)) {
      const found = this.#supply(id, own, pending)
      inputs[own.name] = found.source
      this.#note(id, own, found.says)
    }
    if (!this.wiring.steps.some((one) => one.id === id))
      this.wiring.steps.push({ id, phase: 'check', do: operation.name, inputs })
    return {
      type: input.type!,
      role: input.role,
      source: { from: 'step', step: id, path },
      says: `${id}${path ? ` → ${path}` : ''} (${operation.name}, pulled in for it)`,
    }
  }

  /** A list is something a person picks from: a question whose choices the operation gives. */
  #choose(step: string, input: Input, operation: Operation, pending: ReadonlySet<string>): Available | undefined {
    const fed = operation.inputs.filter((one) => one.required && !one.hasDefault)
    const [feed] = fed
    if (!feed || fed.length > 1) return undefined
    const from = this.#supply(step, feed, pending)
    if (from.source.from !== 'record') return undefined
    return this.#askFor(step, input, input.type!, {
      operation: operation.name,
      input: feed.name,
      from: from.source.field,
    })
  }

  #askFor(step: string, input: Input, type: string, choices?: RecordField['choices']): Available | undefined {
    const question = this.#catalog.vocabulary.questions[type]
    if (!question || (question.kind === 'address') !== (choices !== undefined)) return undefined
    const { role } = input
    const field = fieldFor(type, role, question)
    const because = `${step} needs it (${input.name})`
    this.wiring.record.push({ ...field, ...(choices ? { choices } : {}), because })
    return {
      type,
      role,
      source: { from: 'record', field: field.name },
      says: `a question: "${field.question.title}"`,
    }
  }

  #nothing(step: string, input: Input): ComposeError {
    return new ComposeError(
      'no-composition',
      `Nothing supplies ${input.type ?? 'a plain value'}${input.role ? ` (${input.role})` : ''} for ${step}, input "${input.name}".`,
      {
        suggestion:
          'Allow the capability that derives it (--without rules it out), or add a component to the catalogue that does.',
      },
    )
  }
}
