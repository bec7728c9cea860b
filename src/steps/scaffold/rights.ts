import { ownScope } from '../../catalog/frame-scopes.ts'
import type { Catalog } from '../../catalog/load.ts'
import { ComposeError } from '../../errors.ts'
import type { Composition } from '../../schema.ts'
import { peopleFor, type ServiceOperation } from './api/operation.ts'

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
export function demandHolders({ people }: Composition, api: readonly ServiceOperation[]): void {
  for (const operation of api) {
    if (operation.scope === ownScope || peopleFor(operation, people).length > 0) continue
    const needed = [...new Set([operation.scope, ...operation.looksUp])]
    throw new ComposeError(
      'bad-file',
      `composition.yaml: people: nobody may ${operation.id}, which needs ${needed.join(' and ')}.`,
      { suggestion: 'Give it to one of them under may.' },
    )
  }
}
