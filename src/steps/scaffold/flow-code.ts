import type { Operation } from '../../catalog/contract.ts'
import { camel } from '../../goal/words.ts'
import { type Composition, isHeld, partsOf, type Step, stepsOf, submitPhase, undoSteps } from '../../schema.ts'
import { clientName } from './code.ts'
import { type Flow, received } from './flows.ts'
import { stepWriter } from './step-code.ts'

/**
 * The steps that people wait for where something is held for them, each with the question that a refusal leads back to: the
 * one whose hold it takes, else the last that holds.
 */
export function waitedSteps({ record, phases }: Pick<Composition, 'record' | 'phases'>): Map<string, string> {
  const held = record.flatMap((field) => (isHeld(field) ? [field.name] : []))
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
  const { expressions, missing, stepCode } = stepWriter(composition, operations)
  const all: readonly Step[] = stepsOf(composition)
  const needed = new Set(flow.steps.map(({ id }) => id))
  for (let size = 0; size < needed.size; ) {
    size = needed.size
    for (const id of expressions.used(all.filter((step) => needed.has(step.id)))) needed.add(id)
  }
  const steps = all.filter((step) => needed.has(step.id))
  const waited = flow.name === received ? waitedSteps(composition) : new Map<string, string>()
  const used = expressions.used(steps)
  const lines = steps.map((step) => {
    const condition = [...(step.if ? [expressions.condition(step.if)] : []), ...missing(step)].join(' && ')
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
}

/** The body of what undoes a record, last first: a step that was not done, as its condition or an early end had it, is passed over. */
export function withdrawLines(composition: Composition, operations: ReadonlyMap<string, Operation>): string[] {
  const { expressions, missing, stepCode } = stepWriter(composition, operations)
  return undoSteps(composition).flatMap((undo) => {
    const { id, do: done = '' } = Object.values(composition.phases)
      .flat()
      .find((step) => step.id === undo.undoes)!
    const needed = missing(undo)
    const when = (there: string) => `if (${[there, ...needed].join(' && ')}) await ${stepCode(undo)}`
    if (!expressions.used([undo]).has(id)) return [when(`done('${id}')`)]
    const { capability, id: name } = operations.get(done)!
    const answer = `Awaited<ReturnType<typeof ${clientName(capability)}.${name}>>`
    return [`const ${camel(id)} = done<${answer}>('${id}')`, when(camel(id))]
  })
}
