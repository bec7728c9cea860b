import type { NewMessage } from '../src/shapes.ts'

const address = { lines: ['1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' }

/** Somebody, by each way there is. */
export const contacts = {
  email: { email: 'resident@example.com' },
  text: { phone: '07700900123' },
  letter: { address },
} as const satisfies Record<string, NewMessage['to']>

/** What the operation takes, with what a test does not care about filled in. */
export function newMessage(given: Partial<NewMessage> = {}): NewMessage {
  return {
    to: contacts.email,
    name: 'Sample Resident',
    subject: 'We have your request',
    body: 'We have your request.\n\nWe will write again within 10 working days.',
    reference: 'HDJ2-4KQ7-9XMB',
    ...given,
  }
}
