import type { Operation } from '../../../catalog/contract.ts'
import type { Catalog } from '../../../catalog/load.ts'
import type { Composition } from '../../../schema.ts'
import { bareDockerCompose, dockerCompose } from '../deploy.ts'
import type { Made } from '../made.ts'
import { answerContract } from './contract.ts'
import { answerView } from './view.ts'

/** A service whose journey ends in an answer. */
export function answerService(
  composition: Composition,
  catalog: Catalog,
  operations: ReadonlyMap<string, Operation>,
): Made {
  const contract = answerContract(composition, operations)
  const view = answerView(composition, catalog, operations)
  const alone = Object.keys(composition.components).length === 0
  return {
    set: 'answer',
    view,
    contract,
    yaml: [
      ['service/contracts/openapi.yaml', contract],
      ['deploy/compose.yaml', alone ? bareDockerCompose(composition) : dockerCompose(composition, catalog, {})],
    ],
    json: [['service/tests/expected.json', view.expected]],
  }
}
