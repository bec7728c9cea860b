import type { Input, Operation } from '../../catalog/contract.ts'
import { camel } from '../../goal/words.ts'
import { type Composition, partsOf, type Step, stepsOf, submitPhase } from '../../schema.ts'
import { clientName, Expressions, quoted } from './code.ts'
import { type Flow, received } from './flows.ts'
import { Presence } from './presence.ts'
import { eventType } from './service-events.ts'
import { keyOf } from './set-up-code.ts'

/**
 * The steps that people wait for where something is held for them, each with the question that a refusal leads back to: the
 * one whose hold it takes, else the last that holds.
 */
export function waitedSteps({ record, phases }: Pick<Composition, 'record' | 'phases'>): Map<string, string> {
  const held = record.flatMap(({ name, choices }) => (choices?.hold ? [name] : []))
  const steps = held.length === 0 ? [] : (phases[submitPhase] ?? []).filter((step) => step.do)
  return new Map(
    steps.map(({ id, inputs }) => {
      const taken = Object.values(inputs).map(partsOf)
      return [
        id,
        held.find((name) => taken.some(({ kind, head }) => kind === 'record' && head === name)) ?? held.at(-1)!,
      ]
    }),
  )
}

/**
 * A flow's body, one line per step. Steps of earlier flows whose answers it needs stand before its own: they are done by
 * then and give what they have answered, or catch up where they were added since. Lines of
 * `before` come first of all.
 */
export function flowLines(
  flow: Flow,
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  before: readonly string[] = [],
): string[] {
  const presence = new Presence(composition, operations)
  const expressions = new Expressions(composition, presence)
  const all: readonly Step[] = stepsOf(composition)
  const needed = new Set(flow.steps.map(({ id }) => id))
  for (let size = 0; size < needed.size; ) {
    size = needed.size
    for (const id of expressions.used(all.filter((step) => needed.has(step.id)))) needed.add(id)
  }
  const steps = all.filter((step) => needed.has(step.id))
  const again = new Set(composition.on.flatMap((one) => one.steps.map(({ id }) => id)))
  const waited = flow.name === received ? waitedSteps(composition) : new Map<string, string>()
  const used = expressions.used(steps)
  const lines = steps.map((step) => {
    const there = presence.neededOf(step).map((source) => `${expressions.place(source)} !== undefined`)
    const condition = [...(step.if ? [expressions.condition(step.if)] : []), ...new Set(there)].join(' && ')
    const question = waited.get(step.id)
    const code =
      question === undefined ? stepCode(step) : `orBack(db, record.reference, '${question}', () => ${stepCode(step)})`
    const done = `await ${code}`
    if (!used.has(step.id)) return condition ? `if (${condition}) ${done}` : done
    return `const ${camel(step.id)} = ${condition ? `${condition} ? ${done} : undefined` : done}`
  })
  const last = steps.findLastIndex(({ id }) => waited.has(id))
  if (last >= 0) lines.splice(last + 1, 0, "await step('submitted', async () => true)")
  return [...before, ...lines]

  function given(step: Step, input: string): string | undefined {
    const constant = step.with?.[input]
    if (constant !== undefined) return typeof constant === 'string' ? quoted(constant) : String(constant)
    const source = step.inputs[input]
    return source === undefined ? undefined : expressions.of(source)
  }

  /** An input as a member of what is sent. What is undefined is not sent, but a contact around it would be. */
  function member(step: Step, { name, required, hasDefault }: Input): string {
    const source = step.inputs[name]
    if (source === undefined || step.with?.[name] !== undefined || !presence.mayLack(source))
      return `${keyOf(name)}: ${given(step, name)}`
    if (required && !hasDefault) return `${name}: ${expressions.of(source, true)}`
    const [value, place] = [expressions.of(source), expressions.place(source)]
    return value === place ? `${name}: ${value}` : `...(${place} === undefined ? {} : { ${name}: ${value} })`
  }

  function stepCode(step: Step): string {
    // What an event brings about is done once for each of its times.
    const of = again.has(step.id) ? ', data.event' : ''
    if (step.emit)
      return `step('${step.id}', (key) => announce(db, '${eventType(composition, step.emit)}', record.reference, key)${of})`
    const operation = operations.get(step.do!)!
    const parts = (['path', 'query', 'body'] as const).flatMap((place) => {
      const members = operation.inputs.filter((input) => input.in === place && given(step, input.name) !== undefined)
      const written = members.map((input) => member(step, input))
      return written.length > 0 ? [`${place}: { ${written.join(', ')} }`] : []
    })
    const call = `${clientName(operation.capability)}.${operation.id}({ ${parts.join(', ')} }`
    return operation.method === 'GET'
      ? `step('${step.id}', () => ${call})${of})`
      : `step('${step.id}', (key) => ${call}, { key })${of})`
  }
}
