import type { Operation } from '../../catalog/contract.ts'
import type { Catalog } from '../../catalog/load.ts'
import type { Composition } from '../../schema.ts'
import { apiOf, shownTo } from './api.ts'
import { dockerCompose } from './deploy.ts'
import type { Made } from './made.ts'
import { demandHolders, serviceRights } from './rights.ts'
import { serviceContract } from './service-contract.ts'
import { serviceEvents } from './service-events.ts'
import { viewOf } from './view.ts'

/** A service whose journeys end in a record. Throws 'bad-file' when there is something that nobody may do. */
export function recordService(
  composition: Composition,
  catalog: Catalog,
  operations: ReadonlyMap<string, Operation>,
): Made {
  const api = apiOf(composition, operations)
  demandHolders(composition, api)
  const rights = serviceRights(composition, catalog)
  const contract = serviceContract(composition, api, shownTo(composition, operations))
  const view = viewOf(composition, catalog, operations, api)
  return {
    set: 'service',
    view,
    contract,
    yaml: [
      ['service/contracts/openapi.yaml', contract],
      ['service/contracts/asyncapi.yaml', serviceEvents(composition)],
      ['deploy/compose.yaml', dockerCompose(composition, catalog, rights)],
    ],
    json: [
      ['service/tests/expected.json', view.expected],
      ['service/rights.json', rights],
    ],
  }
}
