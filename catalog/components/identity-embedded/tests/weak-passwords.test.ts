import { expect, test } from 'vitest'
import { firstPassword } from '../src/first-password.ts'
import { passwordFault } from '../src/weak-passwords.ts'

const chooser = { email: 'jane.cartwright@borough.example', name: 'Jane Cartwright' }

test.each([
  ['123456789012', 'sequence'],
  ['098765432109', 'sequence'],
  ['abcdefghijkl', 'sequence'],
  ['ABCDEFGH1234', 'sequence'],
  ['qwertyuiop123', 'sequence'],
  ['asdfghjkl;12', 'sequence'],
  ['aaaaaaaaaaaa', 'repeat'],
  ['121212121212', 'repeat'],
  ['hellohellohello', 'repeat'],
  ['janejanejane', 'repeat'],
  ['            ', 'repeat'],
  ['Password1234', 'many people'],
  ['P@ssw0rd!2026', 'many people'],
  ['2026football!', 'many people'],
  ['October2026!', 'many people'],
  ['1qaz2wsx3edc', 'many people'],
  ['letmein-00000', 'many people'],
  ['jane.cartwright', 'your name'],
  ['JaneCartwright1', 'your name'],
  ['jane.cartwright@borough.example', 'your name'],
  ['borough-jane-7', 'your name'],
  ['short', '12 characters'],
  ['x'.repeat(257), 'fewer'],
])('%s is refused', (password, why) => {
  expect(passwordFault(password, chooser)).toContain(why)
})

test.each([
  'correct horse battery staple',
  'three random words',
  'coffee tin lantern',
  'Tr7!kq0zLm2$',
  'jane likes green tea',
  'Brücke über den Fluss',
  '雨が降っています今日は一日中',
  firstPassword(),
])('%s will do', (password) => {
  expect(passwordFault(password, chooser)).toBeUndefined()
})
