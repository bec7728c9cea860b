import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check, type Typed } from '../../src/pages/answers.ts'
import { retyped, shown } from '../../src/pages/fields.ts'
import type { Answer, PlainQuestion, Question } from '../../src/pages/index.ts'

const ask = (kind: Question['kind'], more: Partial<PlainQuestion> = {}): Question => ({
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
  ['NUL inside', ask('long'), 'a\u0000b', 'a b'],
  ['textarea keeps lines', ask('long'), 'one \r\ntwo\r\n', 'one\ntwo'],
  ['email', ask('text', { check: 'email' }), ' Ann@example.com ', 'ann@example.com'],
  [
    'email with what cannot be seen',
    ask('text', { check: 'email' }),
    'zw\u200bmid@example.com\u2069',
    'zwmid@example.com',
  ],
  ['email with letters that no sending takes', ask('text', { check: 'email' }), 'jörg@example.com', 'invalid @it'],
  ['email with two dots', ask('text', { check: 'email' }), 'a..b@example.com', 'invalid @it'],
  ['email with a sign that sending takes', ask('text', { check: 'email' }), 'amp&co@example.com', 'amp&co@example.com'],
  ['a blank name', ask('text'), '\u200b\u3164', 'missing @it'],
  ['a name turned round', ask('text'), 'Ann \u202eelpmaxE', 'Ann elpmaxE'],
  ['a blank story', ask('long'), '\u2060 \n\u115f', 'missing @it'],
  ['choices with a mark behind them', ask('choice', { options }), 'a\u200b', 'a'],
  ['a date with marks', ask('date'), day('\u200e3', '11\u202c', '2026'), '2026-11-03'],
  ['as many characters as people count', ask('text', { maxLength: 2 }), '😀😀', '😀😀'],
  ['a reference as copied', ask('text', { plain: 'reference' }), 'hdj2\u20104kq7\u20119xmb.', 'HDJ2-4KQ7-9XMB'],
  ['email without @', ask('text', { check: 'email' }), 'ann.example.com', 'invalid @it'],
  ['email without domain dot', ask('text', { check: 'email' }), 'ann@example', 'invalid @it'],
  ['email two at once', ask('text', { check: 'email' }), 'a@example.com,b@example.com', 'invalid @it'],
  ['tel', ask('text', { check: 'phone' }), '(01632) 960-001', '01632960001'],
  ['tel international', ask('text', { check: 'phone' }), '+44 (0)7700 900 982', '07700900982'],
  ['tel of the next country', ask('text', { check: 'phone' }), '00353 87 123 4567', '+353871234567'],
  ['tel too short', ask('text', { check: 'phone' }), '0123', 'invalid @it'],
  ['tel words', ask('text', { check: 'phone' }), 'ask my neighbour', 'invalid @it'],
  ['tel only brackets', ask('text', { check: 'phone' }), '()', 'invalid @it'],
  ['postcode', ask('text', { check: 'postcode' }), ' zz991ab', 'ZZ99 1AB'],
  ['postcode short', ask('text', { check: 'postcode' }), 'm1 1ae', 'M1 1AE'],
  ['postcode partial', ask('text', { check: 'postcode' }), 'ZZ99', 'invalid @it'],
  ['radios', ask('choice', { options }), 'a', 'a'],
  ['radios none', ask('choice', { options }), '', 'missing @it'],
  ['radios made up', ask('choice', { options }), 'b', 'missing @it'],
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

const amounts = { units: ['hours', 'days', 'working-days'], form: 'amount' } as const
const some = [
  { value: 'a', text: 'A' },
  { value: 'b', text: 'B' },
  { value: 'none', text: 'None of these', alone: true },
]
const held = { 'held:it': 'upload-1' }
const home = { 'it-line1': '1 Lantern Row', 'it-line2': '', 'it-town': 'Exampleton', 'it-postcode': 'zz991ab' }
const at = (day: number, time: string) => ({
  'it-day': String(day),
  'it-month': '3',
  'it-year': '2026',
  'it-time': time,
})

test.each<[string, Question, Typed | string, unknown]>([
  ['number', ask('number'), ' 1,200 ', 1200],
  ['number with spaces', ask('number'), '1 200', 1200],
  ['number with a strange comma', ask('number'), '1,2', 'invalid @it'],
  ['number in words', ask('number'), 'two', 'invalid @it'],
  ['number that is not whole', ask('number'), '1.5', 'invalid @it'],
  ['number with decimals', ask('number', { decimals: 2 }), '1,200.25', 1200.25],
  ['number with too many decimals', ask('number', { decimals: 1 }), '0.25', 'invalid @it'],
  ['number below its border', ask('number', { min: 1, max: 16 }), '0', 'Your answer must be between 1 and 16 @it'],
  ['number at its border', ask('number', { min: 1, max: 16 }), '16', 16],
  ['number above its border', ask('number', { max: 1000 }), '1001', 'Your answer must be 1,000 or less @it'],
  ['number under none', ask('number', { min: 18 }), '17', 'Your answer must be 18 or more @it'],
  ['minus nought is nought', ask('number', { min: -5 }), '-0', 0],
  ['money', ask('money'), '£12.50', 1250],
  ['money with a thousand', ask('money'), '1,200', 120000],
  ['money with a space before its sign', ask('money'), ' £ 65', 6500],
  ['money with half a penny', ask('money'), '12.505', 'invalid @it'],
  ['money with one digit of pence', ask('money'), '12.5', 'invalid @it'],
  ['money owed', ask('money'), '-12', 'invalid @it'],
  ['money beyond what can be', ask('money', { max: 10000 }), '100.01', 'Your answer must be £100 or less @it'],
  ['moment in winter', ask('moment'), at(3, '2pm'), '2026-03-03T14:00:00.000Z'],
  ['moment in summer time', ask('moment'), at(31, '9:30am'), '2026-03-31T08:30:00.000Z'],
  ['moment of 24 hours', ask('moment'), at(3, '14.30'), '2026-03-03T14:30:00.000Z'],
  ['moment at midday', ask('moment'), at(3, 'midday'), '2026-03-03T12:00:00.000Z'],
  [
    'moment that the clocks leave out',
    ask('moment'),
    at(29, '1:30am'),
    'There is no such time: the clocks go forward on that day @it-time',
  ],
  ['moment without a time', ask('moment'), at(3, ''), 'Enter a time @it-time'],
  ['moment with half a time', ask('moment'), at(3, '9'), 'Enter a time, like 9:30am or 2pm @it-time'],
  ['moment without a date', ask('moment'), { 'it-time': '2pm' }, 'missing @it-day'],
  ['moment on no day', ask('moment'), at(32, '2pm'), 'invalid @it-day'],
  ['duration', ask('duration'), { 'it-amount': '3', 'it-unit': 'days' }, 'P3D'],
  ['duration by the clock', ask('duration'), { 'it-amount': '030', 'it-unit': 'minutes' }, 'PT30M'],
  [
    'duration as contracts of teams have it',
    ask('duration', amounts),
    { 'it-amount': '10', 'it-unit': 'working-days' },
    { amount: 10, unit: 'working-days' },
  ],
  ['duration of one unit', ask('duration', { units: ['weeks'] }), { 'it-amount': '2' }, 'P2W'],
  ['duration without an amount', ask('duration'), { 'it-unit': 'days' }, 'missing @it-amount'],
  [
    'duration without a unit',
    ask('duration', amounts),
    { 'it-amount': '1' },
    'Select hours, days or working days @it-unit',
  ],
  ['duration of nothing', ask('duration'), { 'it-amount': '0', 'it-unit': 'days' }, 'invalid @it-amount'],
  [
    'duration that is too long',
    ask('duration', { max: 365 }),
    { 'it-amount': '366', 'it-unit': 'days' },
    'Your answer must be 365 or less @it-amount',
  ],
  [
    'duration of a unit that is not offered',
    ask('duration', amounts),
    { 'it-amount': '1', 'it-unit': 'years' },
    'Select hours, days or working days @it-unit',
  ],
  ['several, in the order of the options', ask('several', { options: some }), 'b\na', ['a', 'b']],
  ['none of several', ask('several', { options: some }), 'none', ['none']],
  [
    'none and one of several',
    ask('several', { options: some }),
    'a\nnone',
    'Select “None of these”, or select any of the others @it',
  ],
  ['several, one made up', ask('several', { options: some }), 'a\nz', 'missing @it'],
  ['several missing', ask('several', { options: some }), '', 'missing @it'],
  ['several passed by', ask('several', { options: some, optional: true }), '', ''],
  ['declaration', ask('declaration'), 'yes', true],
  ['declaration not ticked', ask('declaration'), {}, 'missing @it'],
  ['declaration made up', ask('declaration'), 'no', 'missing @it'],
  ['contact by email', ask('contact'), { it: 'email', 'it-email': ' Ann@Example.com' }, { email: 'ann@example.com' }],
  ['contact by text message', ask('contact'), { it: 'text', 'it-phone': '+44 7700 900 982' }, { phone: '07700900982' }],
  [
    'contact by text message to a telephone on a wall',
    ask('contact'),
    { it: 'text', 'it-phone': '01632 960 001' },
    'Enter a mobile phone number, like 07700 900 982 or +353 87 123 4567 @it-phone',
  ],
  [
    'contact by letter',
    ask('contact'),
    { it: 'letter', ...home },
    { address: { lines: ['1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' } },
  ],
  [
    'contact by letter without a town',
    ask('contact'),
    { it: 'letter', ...home, 'it-town': '' },
    'Enter a town or city @it-town',
  ],
  ['contact without a way', ask('contact'), { 'it-email': 'ann@example.com' }, 'missing @it'],
  [
    'contact by a way that is not offered',
    ask('contact', { only: ['email', 'text'] }),
    { it: 'letter', ...home },
    'missing @it',
  ],
  [
    'contact without what the way needs',
    ask('contact'),
    { it: 'email', 'it-phone': '07700900982' },
    'Enter an email address @it-email',
  ],
  [
    'contact of one way',
    ask('contact', { only: ['email'] }),
    { 'it-email': 'ann@example.com' },
    { email: 'ann@example.com' },
  ],
  ['contact of one way missing', ask('contact', { only: ['text'] }), {}, 'missing @it-phone'],
  ['contact of one way wrong', ask('contact', { only: ['email'] }), { 'it-email': 'ann' }, 'invalid @it-email'],
  ['contact passed by', ask('contact', { optional: true }), {}, ''],
  ['a file that is held', ask('file'), held, 'upload-1'],
  ['no file', ask('file'), {}, 'missing @it'],
  ['a file of another type', ask('file'), { 'fault:it': 'type' }, 'The selected file must be a PDF, JPG or PNG @it'],
  [
    'a file that is too large',
    ask('file', { maxBytes: 2 * 1024 * 1024 }),
    { 'fault:it': 'large' },
    'The selected file must be smaller than 2MB @it',
  ],
  ['a file passed by', ask('file', { optional: true }), {}, ''],
])('%s', (_name, question, typed, expected) => {
  expect(answerOf(question, typed)).toEqual(expected)
})

test.each<[string, Question, Answer, string, string?]>([
  ['number', ask('number'), 1200.5, '1,200.5'],
  ['whole pounds', ask('money'), 120000, '£1,200'],
  ['pounds and pence', ask('money'), 1250, '£12.50'],
  ['moment', ask('moment'), '2026-03-31T08:30:00.000Z', '31 March 2026 at 9:30am'],
  ['duration', ask('duration'), 'PT1H', '1 hour'],
  ['duration of a team', ask('duration', amounts), { amount: 10, unit: 'working-days' }, '10 working days'],
  ['several', ask('several', { options: some }), ['a', 'b'], 'A\nB'],
  ['email', ask('contact'), { email: 'ann@example.com' }, 'ann@example.com'],
  [
    'address',
    ask('contact'),
    { address: { lines: ['1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' } },
    '1 Lantern Row\nExampleton\nZZ99 1AB',
  ],
  ['file', ask('file'), 'upload-1', 'photo.jpg', 'photo.jpg'],
  ['declaration', ask('declaration', { statement: 'I agree' }), true, 'I agree'],
  ['nothing', ask('several', { optional: true }), '', 'Not provided'],
])('%s is shown as people read it', (_name, question, answer, text, label) => {
  expect(shown(question, answer, label)).toBe(text)
})

test('an accepted answer, typed again, is the same answer', () => {
  const kinds = fc.constantFrom<Question>(
    ask('text'),
    ask('long'),
    ...(['email', 'phone', 'postcode'] as const).map((check) => ask('text', { check })),
    ask('number', { min: -9e9, decimals: 3 }),
    ask('money'),
  )
  const shaped = fc.constantFrom(
    '+44 (0)7700 900 982',
    'zz99 1ab',
    'm11ae',
    'Ann@Example.com',
    '0 1632 960 001',
    '-1,234.5',
    '£0.05',
  )
  fc.assert(
    fc.property(kinds, fc.oneof(fc.string({ unit: 'binary' }), shaped), (question, typed) => {
      const first = check(question, { it: typed })
      if ('answer' in first) expect(check(question, retyped(question, first.answer))).toEqual(first)
    }),
  )
})

test.each<[string, Question, Answer]>([
  ['moment of the hour that comes twice', ask('moment'), '2026-10-25T00:30:00.000Z'],
  ['moment at midnight', ask('moment'), '2026-03-31T23:00:00.000Z'],
  ['duration', ask('duration'), 'P3M'],
  ['duration of a team', ask('duration', amounts), { amount: 1, unit: 'working-days' }],
  ['several', ask('several', { options: some }), ['a', 'b']],
  ['contact', ask('contact'), { phone: '07700900982' }],
  [
    'contact by letter',
    ask('contact'),
    { address: { lines: ['Flat 1', '2 High Street'], town: 'Exampleton', postcode: 'ZZ99 1AB' } },
  ],
  ['contact of one way', ask('contact', { only: ['email'] }), { email: 'ann@example.com' }],
  ['declaration', ask('declaration'), true],
])('%s, typed again, is the same answer', (_name, question, answer) => {
  expect(answerOf(question, retyped(question, answer))).toEqual(answer)
})
