import { allowing, questionFor } from '../../catalog/asks.ts'
import type { Input, Operation, Output } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { byCodeUnit } from '../../digest.ts'
import { ComposeError } from '../../errors.ts'
import { capitalise } from '../../goal/words.ts'
import {
  type BroughtReaction,
  type BroughtStep,
  partsOf,
  type Question,
  type RecordField,
  type Rule,
  type Source,
  type Step,
  type Way,
} from '../../schema.ts'
import { type Available, answerOf, ofRecord, ofRules, ofSteps } from './available.ts'
import { fieldFor } from './field.ts'
import type { Wiring } from './wiring.ts'

const deepestChain = 5

/** The operation that a step names. Throws when there is none. */
export type OperationOf = (step: BroughtStep) => Operation

const kebab = (name: string) => name.replace(/([A-Z])/g, '-$1').toLowerCase()

/** What a step may use: what came before it, and whether it is itself looked up before any step. */
interface Place {
  id: string
  /** Steps whose answers are there when it is done, in their order. */
  before: readonly Step[]
  /** A lookup is done before all steps, so it has nothing of theirs. */
  lookup: boolean
}

/** Wires steps by type and role. One wirer serves one plan. */
export class Wirer {
  readonly wiring: Wiring = {
    record: [],
    lookups: [],
    phases: {},
    on: [],
    supplies: [],
    openQuestions: [],
    pulledIn: new Map(),
  }
  readonly #catalog: Catalog
  readonly #rules: Readonly<Record<string, Rule>>
  readonly #without: ReadonlySet<string>
  readonly #ways: readonly Way[]
  readonly #texts: ReadonlySet<string>

  /** `ways` are those in which people may be written to; `texts` are the names of those that steps may send. */
  constructor(
    catalog: Catalog,
    fields: readonly RecordField[],
    rules: Readonly<Record<string, Rule>>,
    without: readonly string[],
    ways: readonly Way[],
    texts: readonly string[],
  ) {
    this.#catalog = catalog
    this.#rules = rules
    this.#without = new Set(without)
    this.#ways = ways
    this.#texts = new Set(texts)
    this.wiring.record.push(...fields)
  }

  /** Wires the phases in their order; what one step answers is there for all after it. */
  addPhases(phases: Readonly<Record<string, readonly BroughtStep[]>>, operationOf: OperationOf): void {
    const before: Step[] = []
    for (const [phase, steps] of Object.entries(phases)) {
      this.wiring.phases[phase] = steps.map((step) => {
        const wired = this.#wire(step, before, operationOf)
        before.push(wired)
        return wired
      })
    }
  }

  /** Wires what is done when an event has come: it has the record and its own earlier steps. */
  addReaction({ event, steps }: BroughtReaction, operationOf: OperationOf): void {
    const before: Step[] = []
    for (const step of steps) before.push(this.#wire(step, before, operationOf))
    this.wiring.on.push({ event, steps: before })
  }

  #wire(step: BroughtStep, before: readonly Step[], operationOf: OperationOf): Step {
    const { text: _text, wants: _wants, ...rest } = step
    if (!step.do) return { ...rest, inputs: {} }
    const operation = operationOf(step)
    const place: Place = { id: step.id, before, lookup: false }
    const inputs: Record<string, Source> = {}
    const open = operation.inputs.filter((input) => step.with?.[input.name] === undefined)
    for (const input of open.filter((one) => (one.required && !one.hasDefault) || step.wants?.includes(one.name))) {
      const found = this.#text(step, input) ?? this.#supply(place, input, new Set())
      inputs[input.name] = found.source
      this.#note(step.id, input, found.says)
    }
    return { ...rest, do: operation.name, inputs }
  }

  /** Optional inputs take what is there with their very type and role; nothing is asked or derived for them. */
  addOptional(): void {
    const { lookups, phases, on } = this.wiring
    const lists = [lookups, Object.values(phases).flat(), ...on.map(({ steps }) => steps)]
    for (const steps of lists)
      for (const [at, step] of steps.entries()) {
        const place = { id: step.id, before: steps.slice(0, at), lookup: steps === lookups }
        for (const input of step.do ? (this.#operation(step.do)?.inputs ?? []) : []) {
          if (input.required || !input.type || step.inputs[input.name] || step.with?.[input.name] !== undefined)
            continue
          const exact = this.#available(place, true).filter((one) => one.type === input.type && one.role === input.role)
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

  /** The text that a step sends: acknowledgement, for an input "subject" → acknowledgementSubject. */
  #text(step: BroughtStep, input: Input): Available | undefined {
    const name = `${step.text}${capitalise(input.name)}`
    if (step.text === undefined || !input.type || !this.#texts.has(name)) return undefined
    return { type: input.type, role: input.role, source: `text.${name}`, says: `the text "${name}"` }
  }

  #available({ before, lookup }: Place, alsoOptional: boolean): Available[] {
    const answers = lookup ? before : [...this.wiring.lookups, ...before]
    return [
      ...ofRecord(this.wiring.record, alsoOptional),
      ...ofSteps(answers, alsoOptional, (name) => this.#operation(name)),
      ...ofRules(this.#rules),
    ]
  }

  /** Record, earlier step, rule; else the shortest chain; else a question. Throws when nothing can. */
  #supply(place: Place, input: Input, pending: ReadonlySet<string>): Available {
    if (!input.type) throw this.#nothing(place.id, input)
    const ready = this.#ready(place, input, input.type)
    if (ready) return ready
    const key = `${input.type}/${input.role}`
    if (!pending.has(key)) {
      const derived = this.#derive(place, input, input.type, new Set([...pending, key]))
      if (derived) return derived
    }
    const asked = this.#askFor(place.id, input, input.type)
    if (asked) return asked
    throw this.#nothing(place.id, input)
  }

  #ready(place: Place, input: Input, type: string): Available | undefined {
    const step = place.id
    const pool = this.#available(place, false).filter((one) => one.type === type && one.role === input.role)
    // The record comes before what a step answered, and that before a rule; only equals within one of them are open.
    const kindOf = ({ source }: Available) => partsOf(source).kind
    const nearest = (['record', 'step', 'rule'] as const).find((kind) => pool.some((one) => kindOf(one) === kind))
    const candidates = pool.filter((one) => kindOf(one) === nearest)
    if (candidates.length < 2) return candidates[0]
    this.wiring.openQuestions.push({
      id: `${step}.${input.name}`,
      question: `${step} needs a ${type}${input.role ? ` (${input.role})` : ''}, and ${candidates.length} parts offer one equally well. Which one?`,
      options: candidates.map((one) => one.says),
    })
    return candidates[0]
  }

  /** The shortest chain of reading operations that leads to the type; its first links are wired the same way. */
  #derive(place: Place, input: Input, type: string, pending: ReadonlySet<string>): Available | undefined {
    const step = place.id
    const options = this.#derivations(type, input.role)
      .map(({ operation, output }) => ({ operation, output, cost: this.#cost(operation, pending, output.many) }))
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
      ? this.#choose(place, input, operation, pending)
      : this.#link(input, operation, output.path, pending)
  }

  /** How many operations a chain through this one needs; infinite when an input cannot be had. */
  #cost(operation: Operation, pending: ReadonlySet<string>, many: boolean): number {
    if (pending.size > deepestChain) return Number.POSITIVE_INFINITY
    const known = this.#available({ id: '', before: this.wiring.lookups, lookup: true }, false)
    // What a person picks from a list costs more than what can be looked up.
    let cost = many ? 2 : 1
    for (const input of operation.inputs.filter((one) => one.required && !one.hasDefault)) {
      if (!input.type) return Number.POSITIVE_INFINITY
      const key = `${input.type}/${input.role}`
      if (known.some((one) => one.type === input.type && one.role === input.role)) continue
      if (pending.has(key)) return Number.POSITIVE_INFINITY
      const next = new Set([...pending, key])
      const through = this.#derivations(input.type, input.role).map((other) =>
        this.#cost(other.operation, next, other.output.many),
      )
      const asked = this.#question(input.type) && !this.#isPicked(input.type) ? 1 : Number.POSITIVE_INFINITY
      cost += Math.min(asked, ...through)
    }
    return cost
  }

  /** How a person is asked for a type. One whose words are still to be said nobody but the goal asks for. */
  #question(type: string): Question | undefined {
    const { types } = this.#catalog
    const question = questionFor(types, type)
    if (question?.title.includes('{phrase}')) return undefined
    return question?.kind === 'contact' ? allowing(types, type, this.#ways) : question
  }

  /** Whether a person can pick a value of this type from a list. */
  #isPicked(type: string): boolean {
    return questionFor(this.#catalog.types, type)?.kind === 'pick'
  }

  /** The operations that may be called for their answer and answer with the type. */
  #derivations(type: string, role: string): { operation: Operation; output: Output }[] {
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

  #link(input: Input, operation: Operation, path: string, pending: ReadonlySet<string>): Available {
    const id = kebab(operation.id)
    const { lookups } = this.wiring
    const inputs: Record<string, Source> = {}
    for (const own of operation.inputs.filter((one) => one.required && !one.hasDefault)) {
      const found = this.#supply({ id, before: lookups, lookup: true }, own, pending)
      inputs[own.name] = found.source
      this.#note(id, own, found.says)
    }
    if (!lookups.some((one) => one.id === id)) lookups.push({ id, do: operation.name, inputs })
    const answer = answerOf(id, input.type!, input.role, path)
    return { ...answer, says: `${answer.says} (${operation.name}, pulled in for it)` }
  }

  /** A list is something a person picks from: a question whose choices the operation gives. */
  #choose(place: Place, input: Input, operation: Operation, pending: ReadonlySet<string>): Available | undefined {
    const fed = operation.inputs.filter((one) => one.required && !one.hasDefault)
    const [feed] = fed
    if (!feed || fed.length > 1) return undefined
    const from = partsOf(this.#supply(place, feed, pending).source)
    if (from.kind !== 'record') return undefined
    return this.#askFor(place.id, input, input.type!, {
      operation: operation.name,
      input: feed.name,
      from: from.head,
    })
  }

  #askFor(step: string, input: Input, type: string, choices?: RecordField['choices']): Available | undefined {
    const question = this.#question(type)
    if (!question || (question.kind === 'pick') !== (choices !== undefined)) return undefined
    const { role } = input
    const field = fieldFor(this.#catalog.types, type, role, question)
    const because = `${step} needs it (${input.name})`
    this.wiring.record.push({ ...field, ...(choices ? { choices } : {}), because })
    return {
      type,
      role,
      source: `record.${field.name}`,
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
