import { expect, test } from 'vitest'
import { leftOut, placesIn, reworded } from '../../src/goal/places.ts'

test.each([
  ['where they stand', 'Triage cases, text people', ['triage', 'text people'], ['Triage', 'text people']],
  [
    'in any case and with any spaces',
    'never  email\nthe Landlord',
    ['never email the landlord'],
    ['never  email\nthe Landlord'],
  ],
  [
    'each in a place of its own',
    'text people; text people',
    ['text people', 'text people'],
    ['text people', 'text people'],
  ],
  ['the longest where two share a letter', 'urgent if ill', ['urgent', 'urgent if ill'], ['urgent if ill']],
  ['nowhere where they do not stand', 'triage', ['booking', '', ' '], []],
  ['with signs of an expression in them', 'cost (£5.00)? yes', ['(£5.00)?'], ['(£5.00)?']],
])('words are found %s', (_where, sentence, words, found) => {
  const places = placesIn(
    sentence,
    words.map((one) => ({ words: one })),
  )
  expect(places.map(({ text }) => text)).toEqual(found)
  for (const { end, start, text } of places) expect(sentence.slice(start, end)).toBe(text)
})

test.each([
  ['triage, never email people, text people', 'never email people', 'triage, text people'],
  ['triage and never email people', 'never email people', 'triage'],
  ['never email people, triage cases', 'never email people', 'triage cases'],
  ['triage purple cases', 'purple', 'triage cases'],
  ['triage. Never email people.', 'never email people', 'triage.'],
  ['triage', 'booking', 'triage'],
])('%s without "%s" is: %s', (sentence, words, left) => {
  expect(leftOut(sentence, words)).toBe(left)
})

test('other words stand in the place of the first, and behind the sentence where that has no place', () => {
  expect(reworded('triage, soon, text people', 'soon', 'within 2 days')).toBe('triage, within 2 days, text people')
  expect(reworded('pay a penalty notice.', '', '£50')).toBe('pay a penalty notice, £50')
})
