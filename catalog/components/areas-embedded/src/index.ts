import { defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/areas/contract.ts'
import { readAreasFile } from './areas-file.ts'
import { atlasOf } from './atlas.ts'

const sample = new URL('../data/areas.json', import.meta.url)

/** Areas from a file, which is read at the start and kept in memory. */
export default defineComponent<operations>({
  id: 'areas-embedded',
  capability: 'areas',
  migrations: [],

  handlers: ({ config, log }) => {
    const file = readAreasFile(config.AREAS_FILE || sample)
    if (file.sample) log.warn('these areas are samples of a town that does not exist: set AREAS_FILE to your own')
    const atlas = atlasOf(file)
    return {
      async findAreas({ query }) {
        return { status: 200, body: { areas: atlas.areasAt(query.postcode, query.kind) } }
      },
      async getAreasOfAddress({ path, query }) {
        return { status: 200, body: { areas: atlas.areasOf(path.uprn, query.kind) } }
      },
      async findCouncillors({ query }) {
        return { status: 200, body: { councillors: atlas.councillorsAt(query.postcode) } }
      },
      async listCouncillors({ query }) {
        return { status: 200, body: { councillors: atlas.councillorsOf(query.ward) } }
      },
      async findZone({ query }) {
        return { status: 200, body: atlas.zoneAt(query.postcode) }
      },
    }
  },
})
