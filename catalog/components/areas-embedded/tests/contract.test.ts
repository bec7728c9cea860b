import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import component from '../src/index.ts'

const started = await startComponent(component)
afterAll(() => started.stop())

contractConditions(started, {
  valid: {
    findAreas: () => ({ query: { postcode: 'ZZ99 1AB' } }),
    getAreasOfAddress: () => ({ path: { uprn: '999900000001' } }),
    findCouncillors: () => ({ query: { postcode: 'ZZ99 1AB' } }),
    listCouncillors: () => ({ query: { ward: 'E05990001' } }),
    findZone: () => ({ query: { postcode: 'ZZ99 1AB' } }),
  },
})
