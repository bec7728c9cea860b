import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import component from '../src/index.ts'

const started = await startComponent(component)
afterAll(() => started.stop())

contractConditions(started, {
  valid: {
    findAddresses: () => ({ query: { postcode: 'ZZ99 1AB' } }),
    getAddress: () => ({ path: { uprn: '999900000001' } }),
  },
})
