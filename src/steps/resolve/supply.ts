import type { Input, Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { byCodeUnit } from '../../digest.ts'
import { ComposeError } from '../../errors.ts'
import { kebab } from '../../goal/words.ts'
import {
  type BroughtAnswer,
  type BroughtRule,
  type OpenQuestion,
  partsOf,
  type RecordField,
  type Source,
  type Step,
  type Way,
} from '../../schema.ts'
import { type Available, answerOf, nearest, ofRecord, ofRules, ofSteps } from './available.ts'
import { type Brought, broughtFor, fieldOf, pickedInput } from './brought-question.ts'
import { Chains } from './chains.ts'
import { fieldFor } from './field.ts'
import type { Wiring } from './wiring.ts'

/** Id of an open question → the one of its options that a person has chosen. */
export type Answers = Readonly<Record<string, string>>

/** What a step may use: what came before it, and whether it is itself looked up before any step. */
export interface Place {
  id: string
  /** Steps whose answers are there when it is done, in their order. */
  before: readonly Step[]
  /** Steps of every record, whose answers count where nothing nearer is there: what came of it before an event. */
  earlier?: readonly Step[]
  /** A lookup is done before all steps, so it has nothing of theirs. */
  lookup: boolean
  /** What is done before there is a record has rules alone. */
  setup?: true
  /** For what undoes a step nobody is asked and nothing is looked up: it takes what was there when that was done. */
  undo?: true
}

/** Finds where each value comes from, by type and role, and keeps what is asked, looked up and open for it. One serves one plan. */
export class Supplier {
  readonly wiring: Wiring = {
    record: [],
    lookups: [],
    phases: {},
    on: [],
    supplies: [],
    openQuestions: [],
    answered: new Set(),
    pulledIn: new Map(),
  }
  readonly #catalog: Catalog
  readonly rules: Readonly<Record<string, BroughtRule>>
  readonly #without: ReadonlySet<string>
  readonly #chains: Chains
  readonly #answers: Answers
  /** Type/role → how people are asked for it, where that is not as its type says. */
  asks: BroughtAnswer['asks'] = {}

  /** `ways` are those in which people may be written to, `answers` what a person has said to open questions. */
  constructor(
    catalog: Catalog,
    fields: readonly RecordField[],
    rules: Readonly<Record<string, BroughtRule>>,
    without: readonly string[],
    ways: readonly Way[],
    answers: Answers = {},
  ) {
    this.#catalog = catalog
    this.#answers = answers
    this.rules = rules
    this.#without = new Set(without)
    this.#chains = new Chains(catalog, this.#without, ways)
    this.wiring.record.push(...fields)
  }

  /** The one of what is there that an optional input takes: of the record, else of a step, else of a rule. */
  exactly(there: readonly Available[], { type, role }: Input): Available | undefined {
    const [found, ...others] = nearest(there.filter((one) => one.type === type && one.role === role))
    return others.length === 0 ? found : undefined
  }

  note(step: string, input: Input, from: string): void {
    this.wiring.supplies.push({ step, input: input.name, type: input.type ?? 'plain', role: input.role, from })
  }

  operation(name: string): Operation | undefined {
    return this.#catalog.capabilities.get(name.split('.')[0]!)?.operations.find((operation) => operation.name === name)
  }

  available({ before, lookup, setup }: Place, alsoOptional: boolean): Available[] {
    if (setup) return ofRules(this.rules)
    const answers = lookup ? before : [...this.wiring.lookups, ...before]
    return [
      ...ofRecord(this.wiring.record, alsoOptional),
      ...ofSteps(answers, alsoOptional, (name) => this.operation(name)),
      ...ofRules(this.rules),
    ]
  }

  /** Record, earlier step, rule; else the shortest chain; else a question. Throws when nothing can. */
  supply(place: Place, input: Input, pending: ReadonlySet<string>): Available {
    if (!input.type) throw this.#nothing(place.id, input)
    const ready = this.#ready(place, input, input.type) ?? this.#earlier(place, input, input.type)
    if (ready) return ready
    if (place.setup || place.undo) throw this.#nothing(place.id, input)
    const picked = this.#pick(place, input, input.type, pending)
    if (picked) return picked
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
    const pool = this.available(place, false).filter((one) => one.type === type && one.role === input.role)
    // Only equals within one of them are open.
    const candidates = nearest(pool)
    if (candidates.length < 2) return candidates[0]
    const chosen = this.#chosen({
      id: `${step}.${input.name}`,
      question: `${step} needs a ${type}${input.role ? ` (${input.role})` : ''}, and ${candidates.length} parts offer one equally well. Which one?`,
      options: candidates.map((one) => one.says),
    })
    return candidates[chosen]
  }

  /** Which of its options holds: the one that a person has chosen, else the first, and the question stays open. */
  #chosen(question: OpenQuestion): number {
    const answered = question.options.indexOf(this.#answers[question.id] ?? '')
    if (answered === -1) this.wiring.openQuestions.push(question)
    else this.wiring.answered.add(question.id)
    return Math.max(0, answered)
  }

  #earlier({ earlier = [], ...place }: Place, input: Input, type: string): Available | undefined {
    return earlier.length === 0 ? undefined : this.#ready({ ...place, before: earlier }, input, type)
  }

  /** A question that a part brings for what is needed. */
  #pick(place: Place, input: Input, type: string, pending: ReadonlySet<string>): Available | undefined {
    const brought = broughtFor(this.#catalog, type, input.role, this.#without)
    if (!brought) return undefined
    const { name } = this.bring(brought, `${place.id} needs it (${input.name})`, pending)
    if (!this.wiring.pulledIn.has(brought.capability))
      this.wiring.pulledIn.set(brought.capability, `${place.id} needs ${type} (${input.name})`)
    const says = `a question: "${brought.question.title}"`
    return { type, role: input.role, source: `record.${name}`, says }
  }

  /** Asks a question that a part brings, and before it what its list and its hold are given. */
  bring(brought: Brought, because: string, pending: ReadonlySet<string> = new Set()): RecordField {
    const { list, hold, question } = brought
    const field = fieldOf(brought)
    const before = this.asks
    this.asks = { ...before, ...question.asks }
    const picked = list && hold ? pickedInput(list, hold) : undefined
    const fed = (operation: Operation) =>
      Object.fromEntries(
        operation.inputs
          .filter((one) => one.required && !one.hasDefault && one.name !== picked?.name)
          .map((one) => {
            const { source, says } = this.supply({ id: field.name, before: [], lookup: true }, one, pending)
            if (!['record', 'rule'].includes(partsOf(source).kind)) throw this.#nothing(field.name, one)
            this.note(field.name, one, says)
            return [one.name, source]
          }),
      )
    if (field.choices && list)
      field.choices = {
        ...field.choices,
        inputs: fed(list),
        ...(field.choices.hold && hold ? { hold: { ...field.choices.hold, inputs: fed(hold) } } : {}),
      }
    this.asks = before
    field.because = because
    this.wiring.record.push(field)
    return field
  }

  /** The shortest chain of reading operations that leads to the type; its first links are wired the same way. */
  #derive(place: Place, input: Input, type: string, pending: ReadonlySet<string>): Available | undefined {
    const step = place.id
    const known = this.available({ id: '', before: this.wiring.lookups, lookup: true }, false)
    const options = this.#chains
      .leadingTo(type, input.role)
      .map(({ operation, output }) => ({
        operation,
        output,
        cost: this.#chains.cost(operation, pending, output.many, known),
      }))
      .filter((option) => option.cost < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.cost - b.cost || byCodeUnit(a.operation.name, b.operation.name))
    const equals = options.filter((option) => option.cost === options[0]!.cost)
    const [best, second] = equals
    if (!best) return undefined
    const chosen =
      second &&
      this.#chosen({
        id: `${step}.${input.name}`,
        question: `${step} needs a ${type}; ${best.operation.name} and ${second.operation.name} derive it equally well. Which one?`,
        options: equals.map((option) => option.operation.name),
      })
    const { operation, output } = equals[chosen ?? 0]!
    if (!this.wiring.pulledIn.has(operation.capability))
      this.wiring.pulledIn.set(operation.capability, `${step} needs ${type} (${input.name})`)
    return output.many
      ? this.#choose(place, input, operation, pending)
      : this.#link(input, operation, output.path, pending)
  }

  #link(input: Input, operation: Operation, path: string, pending: ReadonlySet<string>): Available {
    const id = kebab(operation.id)
    const { lookups } = this.wiring
    const inputs: Record<string, Source> = {}
    for (const own of operation.inputs.filter((one) => one.required && !one.hasDefault)) {
      const found = this.supply({ id, before: lookups, lookup: true }, own, pending)
      inputs[own.name] = found.source
      this.note(id, own, found.says)
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
    const { source } = this.supply(place, feed, pending)
    if (partsOf(source).kind !== 'record') return undefined
    return this.#askFor(place.id, input, input.type!, { operation: operation.name, inputs: { [feed.name]: source } })
  }

  #askFor(step: string, input: Input, type: string, choices?: RecordField['choices']): Available | undefined {
    const question = this.#chains.question(type)
    if (!question || (question.kind === 'pick') !== (choices !== undefined)) return undefined
    const { role } = input
    const field = fieldFor(this.#catalog.types, type, role, question)
    field.question = { ...field.question, ...this.asks[`${type}/${role}`] }
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
