import type { Email, Letter, Text } from '../src/shapes.ts'

// What the operations take, with what a test does not care about filled in.

const reference = 'HDJ2-4KQ7-9XMB'
const name = 'Sample Resident'
const body = 'We have your request.\n\nWe will write again within 10 working days.'

export function newEmail(given: Partial<Email> = {}): Email {
  return { to: 'resident@example.com', name, subject: 'We have your request', body, reference, ...given }
}

export function newText(given: Partial<Text> = {}): Text {
  return { to: '07700 900123', body: 'We have your request.', reference, ...given }
}

export function newLetter(given: Partial<Letter> = {}): Letter {
  const to = {
    uprn: '999900000001',
    lines: ['1 Lantern Row'],
    town: 'Exampleton',
    postcode: 'ZZ99 1AB',
    ward: 'E05990001',
  }
  return { to, name, body, reference, ...given }
}
