import { expect, test } from 'vitest'
import { labelOf, shower } from '../../src/desk/shown.ts'

const id = '0b6f3c1e-5a52-4a0e-9d6f-1c2d3e4f5a6b'
const desk = { lists: [], panels: [], values: {} }
const show = shower(desk, (_type, value) => (value === id ? 'Lee Mast' : undefined))
const words = { type: 'string', 'x-show': 'words' } as const

test.each([
  ['what has happened', words, 'dev.compose.boat.sold-off.v1', 'Boat sold off'],
  ['a program', words, '/components/boat-yard', 'Boat yard'],
  ['a person, by their name', words, id, 'Lee Mast'],
  ['what somebody wrote', words, 'dev.compose is a prefix.', 'dev.compose is a prefix.'],
  ['money, in pounds', { type: 'integer', 'x-kind': 'money' } as const, 120000, '£1,200'],
  ['money, to the penny', { type: 'integer', 'x-kind': 'money' } as const, 1250, '£12.50'],
  ['a code whose type says nothing', { type: 'string' } as const, '/components/boat-yard', '/components/boat-yard'],
])('%s is shown as people read it', (_name, schema, value, text) => {
  expect(show(schema, value).text).toBe(text)
})

test.each([
  ['gettingWorse', 'Getting worse'],
  ['dueAt', 'Due at'],
  ['status', 'Status'],
])('a member %s is called %s', (name, said) => {
  expect(labelOf(desk, { name, schema: { type: 'string' }, required: true })).toBe(said)
})
