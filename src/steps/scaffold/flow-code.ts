import type { Input, Operation } from '../../catalog/contract.ts'
import { camel } from '../../goal/words.ts'
import { type Composition, type Step, stepsOf } from '../../schema.ts'
import { clientName, Expressions, quoted } from './code.ts'
import type { Flow } from './flows.ts'
import { Presence } from './presence.ts'
import { eventType } from './service-events.ts'

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
  const used = expressions.used(steps)
  const lines = steps.map((step) => {
    const there = presence.neededOf(step).map((source) => `${expressions.place(source)} !== undefined`)
    const condition = [...(step.if ? [expressions.condition(step.if)] : []), ...new Set(there)].join(' && ')
    const done = `await ${stepCode(step)}`
    if (!used.has(step.id)) return condition ? `if (${condition}) ${done}` : done
    return `const ${camel(step.id)} = ${condition ? `${condition} ? ${done} : undefined` : done}`
  })
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
      return `${name}: ${given(step, name)}`
    if (required && !hasDefault) return `${name}: ${expressions.of(source, true)}`
    const [value, place] = [expressions.of(source), expressions.place(source)]
    return value === place ? `${name}: ${value}` : `...(${place} === undefined ? {} : { ${name}: ${value} })`
  }

  function stepCode(step: Step): string {
    if (step.emit)
      return `step('${step.id}', (key) => announce(db, '${eventType(composition, step.emit)}', record.reference, key))`
    const operation = operations.get(step.do!)!
    const parts = (['path', 'query', 'body'] as const).flatMap((place) => {
      const members = operation.inputs.filter((input) => input.in === place && given(step, input.name) !== undefined)
      const written = members.map((input) => member(step, input))
      return written.length > 0 ? [`${place}: { ${written.join(', ')} }`] : []
    })
    const call = `${clientName(operation.capability)}.${operation.id}({ ${parts.join(', ')} }`
    return operation.method === 'GET'
      ? `step('${step.id}', () => ${call}))`
      : `step('${step.id}', (key) => ${call}, { key }))`
  }
}
