import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Composition, Plan, Receipt } from '../../schema.ts'

/** All that a page is made of. The same facts give the same page. */
export interface Facts {
  composition: Composition
  /** How the goal was understood; a folder of an earlier version keeps no plan. */
  plan?: Plan | undefined
  catalog: Catalog
  /** What running everything has shown; not there before anything ran. */
  proof?: Receipt['predicate'] | undefined
}

/** What an operation does, in the words of its contract. */
export function purposeOf(name: string, catalog: Catalog): string {
  return operationOf(name, catalog)?.summary ?? name
}

export function operationOf(name: string, { capabilities }: Catalog): Operation | undefined {
  return capabilities.get(name.split('.')[0]!)?.operations.find((one) => one.name === name)
}

/** What a capability is called. */
export const partNamed = (capability: string, { capabilities }: Catalog): string =>
  capabilities.get(capability)?.file.metadata.title ?? capability
