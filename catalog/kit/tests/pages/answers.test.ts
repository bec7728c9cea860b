import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check, type Typed } from '../../src/pages/answers.ts'
import type { Question } from '../../src/pages/index.ts'

const ask = (kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  name: 'it',
  title: 'What is it?',
  kind,
  missing: 'missing',
  invalid: 'invalid',
  ...more,
})
const answerOf = (question: Question, typed: Typed | string) => {
  const checked = check(question, typeof typed === 'string' ? { it: typed } : typed)
  return 'problem' in checked ? `${checked.problem} @${checked.field}` : checked.answer
}
const day = (d: string, m: string, y: string) => ({ 'it-day': d, 'it-month': m, 'it-year': y })
const options = [{ value: 'a', text: 'A' }]

test.each<[string, Question, Typed | string, string | boolean]>([
  ['text is tidied', ask('text'), '  Ann   Example ', 'Ann Example'],
  ['text missing', ask('text'), '   ', 'missing @it'],
  ['field not sent', ask('text'), {}, 'missing @it'],
  ['optional passed by', ask('text', { optional: true }), ' ', ''],
  ['text too long', ask('text', { maxLength: 5 }), 'abcdef', 'Your answer must be 5 characters or fewer @it'],
  ['text just fits', ask('text', { maxLength: 5 }), 'abcde', 'abcde'],
  ['pattern met', ask('text', { pattern: '[A-Z]\\d+' }), 'B12', 'B12'],
  ['pattern is for the whole', ask('text', { pattern: 'a|b' }), 'ab', 'invalid @it'],
  ['NUL is no answer', ask('text'), '\u0000', 'missing @it'],
  ['NUL inside', ask('textarea'), 'a\u0000b', 'a b'],
  ['textarea keeps lines', ask('textarea'), 'one \r\ntwo\r\n', 'one\ntwo'],
  ['email', ask('email'), ' Ann@example.com ', 'ann@example.com'],
  ['email with what cannot be seen', ask('email'), 'zw\u200bmid@example.com\u2069', 'zwmid@example.com'],
  ['email with letters that no sending takes', ask('email'), 'jörg@example.com', 'invalid @it'],
  ['email with two dots', ask('email'), 'a..b@example.com', 'invalid @it'],
  ['email with a sign that sending takes', ask('email'), 'amp&co@example.com', 'amp&co@example.com'],
  ['a blank name', ask('text'), '\u200b\u3164', 'missing @it'],
  ['a name turned round', ask('text'), 'Ann \u202eelpmaxE', 'Ann elpmaxE'],
  ['a blank story', ask('textarea'), '\u2060 \n\u115f', 'missing @it'],
  ['choices with a mark behind them', ask('radios', { options }), 'a\u200b', 'a'],
  ['a date with marks', ask('date'), day('\u200e3', '11\u202c', '2026'), '2026-11-03'],
  ['as many characters as people count', ask('text', { maxLength: 2 }), '😀😀', '😀😀'],
  ['a reference as copied', ask('text', { plain: 'reference' }), 'hdj2\u20104kq7\u20119xmb.', 'HDJ2-4KQ7-9XMB'],
  ['email without @', ask('email'), 'ann.example.com', 'invalid @it'],
  ['email without domain dot', ask('email'), 'ann@example', 'invalid @it'],
  ['email two at once', ask('email'), 'a@example.com,b@example.com', 'invalid @it'],
  ['tel', ask('tel'), '(01632) 960-001', '01632960001'],
  ['tel international', ask('tel'), '+44 (0)7700 900 982', '07700900982'],
  ['tel of the next country', ask('tel'), '00353 87 123 4567', '+353871234567'],
  ['tel too short', ask('tel'), '0123', 'invalid @it'],
  ['tel words', ask('tel'), 'ask my neighbour', 'invalid @it'],
  ['tel only brackets', ask('tel'), '()', 'invalid @it'],
  ['postcode', ask('postcode'), ' zz991ab', 'ZZ99 1AB'],
  ['postcode short', ask('postcode'), 'm1 1ae', 'M1 1AE'],
  ['postcode partial', ask('postcode'), 'ZZ99', 'invalid @it'],
  ['radios', ask('radios', { options }), 'a', 'a'],
  ['radios none', ask('radios', { options }), '', 'missing @it'],
  ['radios made up', ask('radios', { options }), 'b', 'missing @it'],
  ['yes', ask('yes-no'), 'yes', true],
  ['no', ask('yes-no'), 'no', false],
  ['neither', ask('yes-no'), 'true', 'missing @it'],
  ['date', ask('date'), day('3', '11', '2026'), '2026-11-03'],
  ['date in a leap year', ask('date'), day('29', '02', '2028'), '2028-02-29'],
  ['date that is not', ask('date'), day('29', '2', '2027'), 'invalid @it-day'],
  ['date missing', ask('date'), {}, 'missing @it-day'],
  ['date optional', ask('date', { optional: true }), {}, ''],
  ['date without month and year', ask('date'), day('3', '', ''), 'The date must include a month and a year @it-month'],
  ['date in words', ask('date'), day('3', 'May', '2026'), 'invalid @it-day'],
])('%s', (_name, question, typed, expected) => {
  expect(answerOf(question, typed)).toBe(expected)
})

test('an accepted answer, typed again, is the same answer', () => {
  const kinds = fc.constantFrom<Question['kind']>('text', 'textarea', 'email', 'tel', 'postcode')
  const shaped = fc.constantFrom('+44 (0)7700 900 982', 'zz99 1ab', 'm11ae', 'Ann@Example.com', '0 1632 960 001')
  fc.assert(
    fc.property(kinds, fc.oneof(fc.string({ unit: 'binary' }), shaped), (kind, typed) => {
      const first = answerOf(ask(kind), typed)
      if (typeof first === 'string' && !first.endsWith('@it')) expect(answerOf(ask(kind), first)).toBe(first)
    }),
  )
})
