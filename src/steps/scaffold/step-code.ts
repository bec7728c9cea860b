import type { Input, Operation } from '../../catalog/contract.ts'
import type { Composition, Step } from '../../schema.ts'
import { clientName, Expressions, quoted } from './code.ts'
import { Presence } from './presence.ts'
import { eventType } from './service-events.ts'
import { keyOf } from './set-up-code.ts'

/** Writes the steps of a composition as calls, and what must be there for them. */
export function stepWriter(composition: Composition, operations: ReadonlyMap<string, Operation>) {
  const presence = new Presence(composition, operations)
  const expressions = new Expressions(composition, presence)
  const again = new Set(composition.on.flatMap((one) => one.steps.map(({ id }) => id)))
  return { expressions, missing, stepCode }

  /** Conditions that what a step needs, and may be missing, is there. */
  function missing(step: Step & { undoes?: string }): string[] {
    return [...new Set(presence.neededOf(step).map((source) => `${expressions.place(source)} !== undefined`))]
  }

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
    if (step.withdraw) return 'withdraw(record)'
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
