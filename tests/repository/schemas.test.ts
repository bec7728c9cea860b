import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkBody, contractOf, satisfies } from '../../catalog/kit/src/contract.ts'
import { Plan } from '../../src/schema.ts'
import { planOf } from '../support/plan.ts'
import { patternsIn, publishedSchemas } from '../support/published.ts'
import { hasJsonschema, runPython } from '../support/python.ts'

// Nobody needs a JavaScript engine to check what compose publishes.

const schemas = await publishedSchemas()
const patterns = [...new Set([...schemas.values()].flatMap(patternsIn))]
const plan = await planOf('triage referrals, high priority if there is a risk of harm, text people')

/** Texts on which engines part: other digits, letters and blanks, line ends, controls, what UTF-16 writes as two. */
const apart = [
  '\n',
  '\r',
  '\u0000',
  '\u001F',
  '\u007F',
  '\u0085',
  ' ',
  '\u00A0',
  '\u2028',
  '\uFEFF',
  '٣',
  'é',
  'ſ',
  '😀',
  '_',
]
const plain = ['', 'a', 'A', '1', 'abc', 'Abc1', '1.2.3', '^1.2.3', 'a.b', 'a.b.c.d1', '£5', 'case', 'planning concern']
const known = ['dev.compose.case.closed.v1', 'E05990001', 'ZZ99 1AB', '+44 7700 900123', `sha256:${'0'.repeat(64)}`]
const texts = [...plain, ...known].flatMap((text) => [text, ...apart.flatMap((one) => [one + text, text + one])])

interface Answer {
  schemas: Record<string, string | null>
  patterns: Record<string, boolean[] | string>
  instances: string[][]
}

const ask = (instances: [string, unknown][]): Answer =>
  runPython(join(import.meta.dirname, 'check-schemas.py'), {
    schemas: Object.fromEntries(schemas),
    patterns,
    texts,
    instances,
  })

test('there is much to look at', () => {
  expect(schemas.size).toBeGreaterThan(100)
  expect(patterns.length).toBeGreaterThan(20)
})

/** What JSON Schema 2020-12 (§6.4) tells authors to keep to, less the escapes and dots that mean different characters. */
test.each(patterns)('no engine reads it its own way: %s', (pattern) => {
  expect(pattern).toMatch(/^(?:[^\\(\u{10000}-\u{10FFFF}]|\\(?:x[0-9A-F]{2}|[\^$.*+?()[\]{}|\\/-])|\((?!\?))*$/u)
  const outside = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '')
  expect(outside).not.toContain('.')
  // A bounded number of anything but these would count half characters in some engines.
  expect(pattern).not.toMatch(/\[\^[^\]]*\]\{/)
})

test.runIf(hasJsonschema)('every schema is one, and Python reads every pattern as JavaScript does', () => {
  const answer = ask([])
  expect(Object.entries(answer.schemas).filter(([, fault]) => fault !== null)).toEqual([])
  for (const pattern of patterns) {
    const theirs = answer.patterns[pattern]
    expect(theirs, pattern).toBeInstanceOf(Array)
    for (const [index, text] of texts.entries()) {
      // Python's `$` lets one line end through; our own check does not.
      if (pattern.endsWith('$') && text.endsWith('\n')) continue
      const ours = [new RegExp(pattern, 'u').test(text), new RegExp(pattern).test(text)]
      expect([theirs![index], theirs![index]], `${pattern} on ${JSON.stringify(text)}`).toEqual(ours)
    }
  }
})

test.runIf(hasJsonschema)('Python finds a plan good, and what is wrong with a bad one', () => {
  const withTitle = (title: string) => ({ ...plan, intent: { ...plan.intent, title } })
  const bad = ['<b>Triage</b>', ' Triage', '', 'x'.repeat(101)].map(withTitle)
  const good = [plan, ...['Über-Anträge', 'Tŷ Bach, 2', 'Ω'].map(withTitle)]
  const name = 'docs/reference/schemas/plan.json'
  const { instances } = ask([...good, ...bad].map((one) => [name, one]))
  expect(instances.slice(0, good.length)).toEqual(good.map(() => []))
  expect(instances.slice(good.length).filter((faults) => faults.length !== 1)).toEqual([])
  expect(good.map((one) => Plan.safeParse(one).success)).toEqual(good.map(() => true))
  expect(bad.map((one) => Plan.safeParse(one).success)).toEqual(bad.map(() => false))
})

test.each(['Triage \u2028 two', 'Triage 😀', 'Tri“age”', '\u0301a'])(
  'our own check of a title stays the stricter: %j',
  (title) => {
    expect(Plan.safeParse({ ...plan, intent: { ...plan.intent, title } }).error?.issues).toMatchObject([
      { path: ['intent', 'title'], message: expect.stringContaining('letters, digits') },
    ])
  },
)

test.each([
  ['PersonName', 'Sample Resident', true],
  ['PersonName', '\u00A0Sample', false],
  ['PersonName', '\uFEFFSample', false],
  ['PersonName', 'Sample\n', false],
  ['Outcome', 'Approved\u007F', false],
  ['FreeText', 'two\nlines 😀', true],
  ['FreeText', 'nul \u0000', false],
  ['AuditDetail', 'nul \u0000', false],
  ['MessageText', '\u2028 whatever', true],
])('a %s may be %j: %s', (type, text, may) => {
  expect(satisfies(schemas.get(`types/${type}.yaml`)!, text)).toBe(may)
})

const entry = { action: 'case.opened', actor: 'someone', subject: 'case', detail: 'whole' }

test.each([
  ['a value', { ...entry, detail: 'half \ud83d' }],
  ['a name', { ...entry, 'half \ud83d': 'whole' }],
  ['a value deep inside', { ...entry, more: [{ deep: '\udc00' }] }],
])('half a character is refused by the kit itself, in any part of a body: %s', async (_where, body) => {
  const refused = await checkBody(contractOf('audit'), 'appendEntry', body).catch((problem) => problem)
  expect(refused).toMatchObject({
    code: 'invalid-request',
    errors: expect.arrayContaining([{ pointer: '/body', detail: 'holds half a character' }]),
  })
})
