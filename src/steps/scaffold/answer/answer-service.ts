import type { Catalog } from '../../../catalog/load.ts'
import type { Composition } from '../../../schema.ts'
import { bareDockerCompose } from '../deploy.ts'
import type { Made } from '../made.ts'
import { answerContract } from './contract.ts'
import { answerView } from './view.ts'

/** A service whose journey ends in an answer. */
export function answerService(composition: Composition, catalog: Catalog): Made {
  const contract = answerContract(composition)
  const view = answerView(composition, catalog)
  return {
    set: 'answer',
    view,
    contract,
    yaml: [
      ['service/contracts/openapi.yaml', contract],
      ['deploy/compose.yaml', bareDockerCompose(composition)],
    ],
    json: [['service/tests/expected.json', view.expected]],
  }
}
