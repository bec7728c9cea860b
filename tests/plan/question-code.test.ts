import { expect, test } from 'vitest'
import { askable, questionFor } from '../../src/catalog/asks.ts'
import type { Question, RecordField } from '../../src/schema.ts'
import { questionCode, readCode } from '../../src/steps/scaffold/question-code.ts'
import { catalog } from '../support/plan.ts'

const field = (type: string, more: Partial<Question> = {}): RecordField => {
  const asked = questionFor(catalog.types, type) ?? { kind: 'text', title: 'What is it?', missing: 'Enter it' }
  return { name: 'it', type, role: 'case', question: { ...asked, ...more } }
}
const codeOf = (type: string, more?: Partial<Question>) => questionCode(field(type, more), catalog.types)

test.each([
  ['FreeText', {}, "kind: 'long'", 'maxLength: 4000', 'String(answers.it)'],
  ['PersonName', {}, "kind: 'text'", 'maxLength: 200', 'String(answers.it)'],
  ['EmailAddress', {}, "check: 'email'", "autocomplete: 'email'", 'String(answers.it)'],
  ['WholeNumber', {}, "kind: 'number'", 'min: 0, max: 999999999', 'Number(answers.it)'],
  ['Money', {}, "kind: 'money'", 'min: 0, max: 99999999999', 'Number(answers.it)'],
  ['Date', {}, "kind: 'date'", "invalid: 'Enter a real date'", 'String(answers.it)'],
  ['Timestamp', {}, "kind: 'moment'", "missing: 'Enter a date and a time'", 'String(answers.it)'],
  ['Duration', {}, "kind: 'duration'", "missing: 'Enter how long'", "answers.it as Submission['it']"],
  [
    'ResponseTarget',
    { kind: 'duration' },
    "form: 'amount'",
    "units: ['hours', 'days', 'working-days']",
    "answers.it as Submission['it']",
  ],
  ['YesNo', {}, "kind: 'yes-no'", "missing: 'Select yes or no'", 'answers.it === true'],
  [
    'Word',
    { kind: 'choice', options: { gas: "It's gas" } },
    "kind: 'choice'",
    "options: [{ value: 'gas', text: 'It\\'s gas' }]",
    "answers.it as Submission['it']",
  ],
  [
    'Contact',
    { only: ['email', 'text'] },
    "kind: 'contact'",
    "only: ['email', 'text']",
    "answers.it as Submission['it']",
  ],
] satisfies [string, Partial<Question>, string, string, string][])(
  '%s with %j: the question, its borders, and the value that comes of an answer',
  (type, more, kind, bounds, read) => {
    expect(codeOf(type, more)).toContain(kind)
    expect(codeOf(type, more)).toContain(bounds)
    expect(readCode(field(type, more))).toBe(`it: ${read}`)
  },
)

test('what may be left out is only there where it was answered, and asked under its condition', () => {
  const conditional: RecordField = {
    ...field('PersonName'),
    optional: true,
    if: { named: true, age: { atLeast: 18 }, home: { given: true } },
  }
  expect(questionCode(conditional, catalog.types)).toContain(
    'optional: true, if: (answers) => answers.named === true && Number(answers.age ?? Number.NaN) >= 18 && (answers.home || undefined) !== undefined',
  )
  expect(readCode(conditional)).toBe(
    "...(answers.it === undefined || answers.it === '' ? {} : { it: String(answers.it) })",
  )
})

test('a number or an address may be typed longer than it is kept', () => {
  expect(codeOf('PhoneNumber')).not.toContain('maxLength')
})

test('a type without x-ask is never asked for', () => {
  expect(askable(catalog.types)).not.toContain('Reference')
  expect(questionFor(catalog.types, 'Reference')).toBeUndefined()
})
