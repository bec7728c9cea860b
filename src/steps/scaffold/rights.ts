import { type Operation, scopeOf } from '../../catalog/contract.ts'
import { ownScope } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import { ComposeError } from '../../errors.ts'
import type { Composition } from '../../schema.ts'
import { peopleFor, scopeFor, serviceOperations } from './service-contract.ts'

/**
 * What identity is told of a service, as service/rights.json: the scopes that the service's own tokens may have, those of
 * its parts and of personal data, and what its people may.
 */
export function serviceRights(composition: Composition, catalog: Catalog) {
  const capabilities = [...Object.keys(composition.components), 'personal-data']
  const scopes = capabilities.flatMap((id) => catalog.capabilities.get(id)?.file.spec.scopes ?? [])
  return { scopes: scopes.map(({ name }) => name).sort(), people: composition.people }
}

/** Throws 'bad-file' when there is something in the service's API that nobody may do. */
export function demandHolders({ people }: Composition, parts: ReadonlyMap<string, Operation>): void {
  for (const operation of serviceOperations) {
    if (operation.scope === ownScope || peopleFor(operation, people, parts).length > 0) continue
    const needed = [scopeFor(operation, parts), ...(operation.asks ? [scopeOf(parts.get(operation.asks)!)!] : [])]
    throw new ComposeError(
      'bad-file',
      `composition.yaml: people: nobody may ${operation.id}, which needs ${needed.join(' and ')}.`,
      { suggestion: 'Give it to one of them under may.' },
    )
  }
}
