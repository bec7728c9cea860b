import type { Operation } from '../../catalog/contract.ts'
import { type Composition, partsOf, type Source, stepsOf } from '../../schema.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** Reports what is given to an operation and is of another type than it takes: a name for a day, one rule for another. */
export function checkTypes(composition: Composition, operations: ReadonlyMap<string, Operation>, report: Report): void {
  const steps = new Map(stepsOf(composition).map((step) => [step.id, step]))
  for (const step of steps.values()) compare(`${step.under}.${step.id}`, step.do, step.inputs)
  for (const { name, choices } of composition.record) {
    if (!choices) continue
    compare(`record.${name}.choices`, choices.operation, choices.inputs)
    compare(`record.${name}.choices.hold`, choices.hold?.operation, choices.hold?.inputs ?? {})
  }

  function compare(where: string, operation: string | undefined, inputs: Readonly<Record<string, Source>>): void {
    for (const { name, type } of operations.get(operation ?? '')?.inputs ?? []) {
      const given = inputs[name] === undefined ? undefined : typeOf(inputs[name])
      if (type !== undefined && given !== undefined && given !== type)
        report(
          `${where}.inputs.${name}`,
          `${inputs[name]} is a ${given}, and ${operation} takes a ${type}`,
          'Name one of that type.',
        )
    }
  }

  /** Undefined where nothing is said of it, as of a text, or it leads nowhere. */
  function typeOf(source: Source): string | undefined {
    const { kind, head, path, as } = partsOf(source)
    if (as !== undefined) return 'Contact'
    if (kind === 'record') return composition.record.find(({ name }) => name === head)?.type
    if (kind === 'rule') return composition.rules[head]?.gives.split('/')[0]
    const outputs = kind === 'step' ? operations.get(steps.get(head)?.do ?? '')?.outputs : undefined
    return outputs?.find((one) => one.path === path)?.type
  }
}
