import { randomInt } from 'node:crypto'
import type { NewCase } from '../src/shapes.ts'

const characters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A reference that is not in use yet. */
export function newReference(): string {
  const group = () => Array.from({ length: 4 }, () => characters[randomInt(characters.length)]).join('')
  return `${group()}-${group()}-${group()}`
}

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
