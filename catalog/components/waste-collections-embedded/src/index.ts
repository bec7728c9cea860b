import { defineComponent } from '@composed/kit'
import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import type { operations } from '../../../capabilities/waste-collections/contract.ts'
import { inLondon } from './days.ts'
import { diaryOf } from './diary.ts'
import { readRoundsFile } from './rounds-file.ts'

const sample = new URL('../data/rounds.json', import.meta.url)

/** Rounds from a file, which is read at the start and kept in memory; what is next follows from the day it is. */
export default defineComponent<operations>({
  id: 'waste-collections-embedded',
  capability: 'waste-collections',
  migrations: [],

  handlers: ({ config, log }) => {
    const file = readRoundsFile(config.WASTE_COLLECTIONS_FILE || sample)
    if (file.sample)
      log.warn('these rounds are samples of a town that does not exist: set WASTE_COLLECTIONS_FILE to your own')
    const diary = diaryOf(file, bankHolidaysBy(config))
    const now = () => inLondon(new Date())
    return {
      async listPlaces({ query }) {
        return { status: 200, body: { places: diary.placesAt(query.postcode) } }
      },
      async findCollections({ path }) {
        return { status: 200, body: { collections: diary.collectionsOf(path.uprn, now().day) } }
      },
      async checkMissed({ path }) {
        const { day, time } = now()
        return { status: 200, body: { missed: diary.missedOf(path.uprn, day, time) } }
      },
      async listReportable({ path }) {
        const { day, time } = now()
        return { status: 200, body: { collections: diary.reportableOf(path.uprn, day, time) } }
      },
      async listRoundPlans() {
        return { status: 200, body: { roundPlans: file.roundPlans } }
      },
      async listRounds({ query }) {
        return { status: 200, body: { rounds: diary.roundsOn(query.date) } }
      },
    }
  },
})
