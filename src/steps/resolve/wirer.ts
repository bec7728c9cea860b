import type { Input, Operation } from '../../catalog/contract.ts'
import { capitalise, kebab } from '../../goal/words.ts'
import {
  type BroughtAnswer,
  type BroughtReaction,
  type BroughtStep,
  isHeld,
  type RecordField,
  type Source,
  type Step,
  setupPhase,
  undoOf,
} from '../../schema.ts'
import { type Available, ofRecord, ofRules } from './available.ts'
import type { Called } from './brought-question.ts'
import type { Place, Supplier } from './supply.ts'
import type { Wiring } from './wiring.ts'

/** The operation that a step names. Throws when there is none. */
export type OperationOf = (step: BroughtStep) => Operation

/** Wires steps, reactions and answers, each input by where it comes from. One wirer serves one plan. */
export class Wirer {
  readonly #supplier: Supplier
  readonly #texts: ReadonlySet<string>
  readonly #as: Readonly<Record<string, string>>

  /** `texts` are the names of those that steps may send; `as` says which of its people plays a role. */
  constructor(supplier: Supplier, texts: readonly string[], as: Readonly<Record<string, string>> = {}) {
    this.#supplier = supplier
    this.#texts = new Set(texts)
    this.#as = as
  }

  get wiring(): Wiring {
    return this.#supplier.wiring
  }

  /** Wires the phases in their order; what one step answers is there for all after it. */
  addPhases(phases: Readonly<Record<string, readonly BroughtStep[]>>, operationOf: OperationOf): void {
    const before: Step[] = []
    for (const [phase, steps] of Object.entries(phases)) {
      if (phase === setupPhase) {
        this.wiring.phases[phase] = steps.map((step) => this.#wire(step, [], operationOf, 'setup'))
        continue
      }
      this.wiring.phases[phase] = steps.map((step) => {
        const wired = this.#wire(step, before, operationOf)
        before.push(wired)
        return wired
      })
    }
  }

  /** Where a value comes from that a rule of the plan is given: what is there, what can be looked up, or a question. */
  sourceFor(rule: string, type: string, role: string): Source {
    const input: Input = { name: role, in: 'body', type, role, required: true, hasDefault: false }
    const { says, source } = this.#supplier.supply({ id: rule, before: [], lookup: true }, input, new Set())
    this.#supplier.note(rule, input, says)
    return source
  }

  /**
   * Asks a question that the goal calls for, and before it what it hangs on. Where it tells as much as others that would be asked, they
   * are not, and it stands in their place.
   */
  ask(brought: Called): void {
    const { record } = this.wiring
    const before = record.length
    this.#supplier.bring(brought, brought.because)
    const fresh = record.splice(before)
    const told = (one: RecordField) => brought.question.instead.includes(`${one.type}/${one.role}`)
    const at = record.findIndex(told)
    const left = record.filter((one) => !told(one))
    record.splice(0, record.length, ...(at < 0 ? [...left, ...fresh] : left.toSpliced(at, 0, ...fresh)))
  }

  /** The parts that anything done for a record calls, or that a question is picked from. */
  called(): ReadonlySet<string> {
    const { lookups, phases, record } = this.wiring
    const steps = [...lookups, ...Object.values(phases).flat()].flatMap((step) => step.do ?? [])
    const asked = record.flatMap(({ choices, upload }) => [
      ...(choices ? [choices.operation, ...(choices.hold ? [choices.hold.operation] : [])] : []),
      ...(upload ? [upload.hold] : []),
    ])
    return new Set([...steps, ...asked].map((name) => name.split('.')[0]!))
  }

  /** Wires what people are answered with: it is asked with what they answer, and with what is looked up by that. */
  addAnswer(operation: Operation, { asks, with: constants = {} }: BroughtAnswer): Record<string, Source> {
    const place: Place = { id: kebab(operation.id), before: this.wiring.lookups, lookup: true }
    this.#supplier.asks = asks
    const inputs: Record<string, Source> = {}
    for (const input of this.#inputsOf(operation)) {
      if (!input.required || input.hasDefault || constants[input.name] !== undefined) continue
      const found = this.#supplier.supply(place, input, new Set())
      inputs[input.name] = found.source
      this.#supplier.note(place.id, input, found.says)
    }
    this.#supplier.asks = {}
    return inputs
  }

  /**
   * Wires what is done when an event has come: it has the record, its own earlier steps, and what is done before anything is
   * waited for, or before what it makes no sense without.
   */
  addReaction({ event, steps, onlyWith }: BroughtReaction, operationOf: OperationOf): void {
    const before: Step[] = []
    const { phases } = this.wiring
    const all = Object.entries(phases).flatMap(([phase, done]) => (phase === setupPhase ? [] : done))
    const cut = all.findIndex((step) => step.await)
    const behind = all.findLastIndex((step) => step.do !== undefined && onlyWith.includes(step.do)) + 1
    const earlier = cut < 0 ? all : all.slice(0, Math.max(cut, behind))
    for (const step of steps) before.push(this.#wire(step, before, operationOf, earlier))
    this.wiring.on.push({ event, steps: before })
  }

  /** `also` are the steps of every record that came before it; in the setup there is no record. */
  #wire(
    step: BroughtStep,
    before: readonly Step[],
    operationOf: OperationOf,
    also: readonly Step[] | 'setup' = [],
  ): Step {
    const { text: _text, wants: _wants, as, undo, ...rest } = step
    if (!step.do) return { ...rest, inputs: {} }
    const operation = operationOf(step)
    const place: Place =
      also === 'setup'
        ? { id: step.id, before, lookup: false, setup: true }
        : { id: step.id, before, earlier: also, lookup: false }
    const inputs: Record<string, Source> = {}
    const open = this.#inputsOf(operation, as).filter((input) => step.with?.[input.name] === undefined)
    for (const input of open.filter((one) => (one.required && !one.hasDefault) || step.wants?.includes(one.name))) {
      const found = this.#text(step, input) ?? this.#supplier.supply(place, input, new Set())
      inputs[input.name] = found.source
      this.#supplier.note(step.id, input, found.says)
    }
    const wired: Step = { ...rest, do: operation.name, inputs }
    return undo === undefined ? wired : { ...wired, undo: this.#wireUndo(wired, undo, operationOf) }
  }

  /** It takes what its own step answered, and otherwise what there is of every record. */
  #wireUndo(step: Step, given: NonNullable<BroughtStep['undo']>, operationOf: OperationOf): NonNullable<Step['undo']> {
    const { text, ...undo } = typeof given === 'string' ? { do: given } : given
    const id = undoOf(step.id)
    const operation = operationOf({ ...undo, id })
    const inputs: Record<string, Source> = {}
    for (const input of this.#inputsOf(operation)) {
      if (undo.with?.[input.name] !== undefined) continue
      const place: Place = { id, before: [step], lookup: true, undo: true }
      const found =
        this.#text({ id, text }, input) ??
        (input.required && !input.hasDefault
          ? this.#supplier.supply(place, input, new Set())
          : input.type && this.#supplier.exactly(this.#supplier.available(place, true), input))
      if (!found) continue
      inputs[input.name] = found.source
      this.#supplier.note(id, input, found.says)
    }
    return { ...undo, inputs }
  }

  /** Optional inputs take what is there with their very type and role; nothing is asked or derived for them. */
  addOptional(): void {
    const { lookups, phases, on } = this.wiring
    const { [setupPhase]: setup = [], ...others } = phases
    const lists = [lookups, Object.values(others).flat(), ...on.map(({ steps }) => steps), setup]
    for (const steps of lists)
      for (const [at, step] of steps.entries()) {
        const place: Place = {
          id: step.id,
          before: steps.slice(0, at),
          lookup: steps === lookups,
          ...(steps === setup ? { setup: true } : {}),
        }
        const operation = step.do ? this.#supplier.operation(step.do) : undefined
        for (const input of operation ? this.#inputsOf(operation) : []) {
          if (input.required || !input.type || step.inputs[input.name] || step.with?.[input.name] !== undefined)
            continue
          const found = this.#supplier.exactly(this.#supplier.available(place, true), input)
          if (!found) continue
          step.inputs[input.name] = found.source
          this.#supplier.note(step.id, input, found.says)
        }
      }
    for (const { name, choices } of this.wiring.record) {
      const called = choices ? [choices, ...(choices.hold ? [choices.hold] : [])] : []
      for (const { operation, inputs } of called)
        for (const input of this.#supplier.operation(operation)?.inputs ?? []) {
          if (input.required || !input.type || inputs[input.name]) continue
          const there = [...ofRecord(this.wiring.record, false), ...ofRules(this.#supplier.rules)]
          const found = this.#supplier.exactly(
            there.filter(({ source }) => source !== `record.${name}`),
            input,
          )
          if (!found) continue
          inputs[input.name] = found.source
          this.#supplier.note(name, input, found.says)
        }
    }
    // What is held ends by itself, so it is asked for last.
    this.wiring.record.sort((a, b) => Number(isHeld(a)) - Number(isHeld(b)))
  }

  /** What an operation takes, in the roles of this service's people. */
  #inputsOf({ inputs }: Operation, as: Readonly<Record<string, string>> = {}): Input[] {
    return inputs.map((input) => ({ ...input, role: as[input.role] ?? this.#as[input.role] ?? input.role }))
  }

  /** The text that a step sends: acknowledgement, for an input "subject" → acknowledgementSubject. */
  #text(step: Pick<BroughtStep, 'id' | 'text'>, input: Input): Available | undefined {
    const name = `${step.text}${capitalise(input.name)}`
    if (step.text === undefined || !input.type || !this.#texts.has(name)) return undefined
    return { type: input.type, role: input.role, source: `text.${name}`, says: `the text "${name}"` }
  }
}
