import type { components } from '../../capabilities/case-management/contract.ts'

/** From composition.yaml, settings. */
export const settings: { respondWithin: components['schemas']['NewCase']['respondWithin'] } = {
  respondWithin: { amount: 10, unit: 'working-days' },
}
