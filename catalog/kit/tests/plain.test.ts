import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PlainName, plain, plainValue } from '../src/plain.ts'
import { sharedType } from '../src/shared-type.ts'

const INVISIBLE = [
  0x00ad, 0x034f, 0x061c, 0x115f, 0x1160, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x202a, 0x202e, 0x2060, 0x2066,
  0x2069, 0x2800, 0x3164, 0xfeff, 0xffa0, 0xe0001, 0, 7, 0x1b, 0x7f, 0x9f, 0x2003, 0x3000,
].map((code) => String.fromCodePoint(code))

test.each(INVISIBLE.map((one) => [one.codePointAt(0)!.toString(16), one]))(
  'U+%s alone is nothing, and around words it is taken away',
  (_name, one) => {
    expect([plain.text(one), plain.line(one), plain.line(one.repeat(3))]).toEqual(['', '', ''])
    expect(plain.line(`${one}Ann Example${one}`)).toBe('Ann Example')
    expect(plain.line(`Ann${one} ${one}Example`)).toBe('Ann Example')
  },
)

test.each<[PlainName, string, string]>([
  ['line', 'Ann \u202eelpmaxE', 'Ann elpmaxE'],
  ['line', ' \ufe0f\u200d', ''],
  ['line', 'Zoe\u0308', 'Zo\u00eb'],
  ['line', 'Ann\u00a0 \tExample', 'Ann Example'],
  ['text', 'one \r\ntwo\r\rthree\u2028four\n', 'one\ntwo\n\nthree\nfour'],
  ['text', 'a\u0000b', 'a b'],
  // What belongs to a writing or a picture stays.
  ['line', '👩‍👩‍👧 ❤️', '👩‍👩‍👧 ❤️'],
  ['line', '❤️‍🔥 and 🏳️‍🌈', '❤️‍🔥 and 🏳️‍🌈'],
  ['line', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['line', 'می‌خواهم', 'می‌خواهم'],
  ['email', ' Zw\u200bMid@Example.COM\u2069', 'zwmid@example.com'],
  ['email', 'amp&co@example.com', 'amp&co@example.com'],
  ['phone', '\u202a07700 900123\u202c', '07700900123'],
  ['phone', '0044 7700 900 123', '07700900123'],
  ['phone', '+44 (0)7700 900-123', '07700900123'],
  ['phone', '0044(0)7700\u2011900\u2010123', '07700900123'],
  ['phone', '(01632) 960-001', '01632960001'],
  ['phone', '+353 (0)87 123 4567', '+353871234567'],
  ['phone', '00353 87 123 4567', '+353871234567'],
  ['postcode', ' zz991ab\u200b', 'ZZ99 1AB'],
  ['postcode', 'm1-1ae.', 'M1 1AE'],
  ['reference', 'HDJ2-4KQ7-9XMB.', 'HDJ2-4KQ7-9XMB'],
  ['reference', 'hdj2\u20104kq7\u20119xmb', 'HDJ2-4KQ7-9XMB'],
  ['reference', ' hdj2 4kq7 – 9xmb\u00a0', 'HDJ2-4KQ7-9XMB'],
  ['reference', 'HDJ24KQ79XMB', 'HDJ2-4KQ7-9XMB'],
])('%s: %j is %j', (name, given, expected) => {
  expect(plain[name](given)).toBe(expected)
})

test.each([' ', '\u200d', '\u200b', '\ufe0f', '0', '\u{1F3F4}\u{E0067}', '(0)', '\n', 'e\u0301'])(
  'a hundred thousand of %j take time in proportion, not in its square',
  (one) => {
    const given = `a${one.repeat(100_000)}a`
    const started = performance.now()
    for (const name of Object.keys(plain) as PlainName[]) plain[name](given)
    expect(performance.now() - started).toBeLessThan(3000)
  },
)

test('what is plain stays as it is', () => {
  const names = fc.constantFrom(...(Object.keys(plain) as PlainName[]))
  const odd = fc.constantFrom(
    '+',
    '00',
    '(0)',
    '44',
    '0',
    ' ',
    '-',
    '.',
    'a',
    'e',
    '\u0301',
    '\u{1F3F4}',
    '\u{E0067}',
    '\u{E007F}',
    ...INVISIBLE,
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(odd).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(names, texts, (name, given) => {
      const once = plain[name](given)
      expect(plain[name](once)).toBe(once)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  [
    'EmailAddress',
    ['jo@example.com', 'amp&co@example.com', "o'neil+x@a-b.example.org"],
    ['jörg@example.com', 'a..b@example.com', '.a@example.com', 'a@example', 'a@-b.com', 'A@example.com', 'a@example.c'],
  ],
  [
    'PhoneNumber',
    ['07700900123', '0169772345', '+353871234567', '+12025550123'],
    ['7700900123', '+447700900123', '0123', '00353871234567', '07700 900123', '+0123456789'],
  ],
  ['Postcode', ['ZZ99 1AB', 'M1 1AE', 'EC1A 1BB'], ['ZZ991AB', 'zz99 1ab', 'ZZ99 1CI', 'ZZ99']],
  ['Reference', ['HDJ2-4KQ7-9XMB'], ['HDJ24KQ79XMB', 'hdj2-4kq7-9xmb', 'HDJ0-4KQ7-9XMB']],
  ['PersonName', ['Ann Example', 'Ó Briain'], ['', ' Ann']],
])('%s has one shape', (name, right, wrong) => {
  const type = sharedType(name)
  for (const one of right) expect([one, type.plain(one), type.fits(one)]).toEqual([one, one, true])
  for (const one of wrong) expect([one, type.fits(one)]).toEqual([one, false])
})

test('a way that there is not is no silent one', () => {
  expect(() => plainValue({ 'x-plain': 'phon' }, '1')).toThrow('x-plain: phon is none of text, line, email')
  expect(() => plainValue({ 'x-plain': 'toString' }, '1')).toThrow(/is none of/)
})

test('a value is made plain as its contract has it, to any depth; passwords and what the contract does not know stay', () => {
  const schema = {
    properties: {
      to: { properties: { lines: { type: 'array', items: { 'x-plain': 'line' } } } },
      answers: { additionalProperties: { type: 'string' } },
      password: { type: 'string', format: 'password' },
    },
    allOf: [{ properties: { email: { 'x-plain': 'email' } } }],
  }
  const given = {
    to: { lines: ['1\n Row\u200b'] },
    answers: { why: ' b\u202e ', sure: true, count: 2 },
    password: ' p\u200b ',
    email: 'A@B.example',
    unknown: { deep: ' \u200b' },
  }
  expect(plainValue(schema, given)).toEqual({
    to: { lines: ['1 Row'] },
    answers: { why: 'b', sure: true, count: 2 },
    password: ' p\u200b ',
    email: 'a@b.example',
    unknown: { deep: ' \u200b' },
  })
})
