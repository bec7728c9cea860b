import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import component from '../src/index.ts'

const started = await startComponent(component)
afterAll(() => started.stop())

contractConditions(started, {
  valid: {
    listPlaces: () => ({ query: { postcode: 'ZZ99 1AB' } }),
    findCollections: () => ({ path: { uprn: '999900000001' } }),
    checkMissed: () => ({ path: { uprn: '999900000001' } }),
    listReportable: () => ({ path: { uprn: '999900000001' } }),
    listRoundPlans: () => ({}),
    listRounds: () => ({ query: { date: '2026-11-30' } }),
  },
})
