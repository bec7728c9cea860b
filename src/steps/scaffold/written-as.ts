import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import { partsOf, type Step } from '../../schema.ts'

/** How a text writes a value that people do not read as it is kept. */
export type Written = 'moment' | 'money'

/** How what a placeholder stands for is written, by its type; as it is, where nothing is said. */
export function writtenAs(
  placeholder: string,
  steps: readonly Step[],
  operations: ReadonlyMap<string, Operation>,
  catalog: Catalog,
): Written | undefined {
  const { head, path } = partsOf(placeholder)
  const operation = operations.get(steps.find(({ id }) => id === head)?.do ?? '')
  const type = operation?.outputs.find((output) => output.path === path)?.type
  const schema = catalog.types.get(type ?? '') as { format?: string; 'x-kind'?: string } | undefined
  if (schema?.format === 'date-time') return 'moment'
  return schema?.['x-kind'] === 'money' ? 'money' : undefined
}
