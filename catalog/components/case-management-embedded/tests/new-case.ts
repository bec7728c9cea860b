import { newReference } from '@composed/kit/testing'
import type { NewCase } from '../src/shapes.ts'

/** What openCase takes, with what a test does not care about filled in. */
export function newCase(given: Partial<NewCase> = {}): NewCase {
  return {
    reference: newReference(),
    subject: 'Sample Resident',
    contact: { email: 'resident@example.com' },
    team: 'north-team',
    priority: 'standard',
    respondWithin: { amount: 10, unit: 'working-days' },
    answers: { reason: 'The pavement outside is broken.', safe: false, people: 2 },
    ...given,
  }
}
