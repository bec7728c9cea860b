import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { partsOf, type Step } from '../../schema.ts'

/** Whether what a placeholder stands for is a moment, by the schema of its type. */
export function momentIn(
  placeholder: string,
  steps: readonly Step[],
  operations: ReadonlyMap<string, Operation>,
  catalog: Catalog,
): boolean {
  const { head, path } = partsOf(placeholder)
  const operation = operations.get(steps.find(({ id }) => id === head)?.do ?? '')
  const type = operation?.outputs.find((output) => output.path === path)?.type
  return (catalog.types.get(type ?? '') as { format?: string } | undefined)?.format === 'date-time'
}
