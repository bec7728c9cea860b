import type { OptionalTest, RecordField } from '../../schema.ts'
import { quoted, testCode } from './code.ts'
import { mayLack } from './presence.ts'

type Types = ReadonlyMap<string, unknown>
type Question = RecordField['question']

/** A question as the pages' array holds it; `lookup` are the members that say what is picked from. */
export function questionCode(field: RecordField, types: Types, lookup: [string, string][] = []): string {
  const { question } = field
  const members: [string, string | undefined][] = [
    ['name', quoted(field.name)],
    ['title', quoted(question.title)],
    ['hint', question.hint && quoted(question.hint)],
    ['kind', quoted(question.kind)],
    ['check', question.check && quoted(question.check)],
    ['pattern', question.pattern && quoted(question.pattern)],
    ['autocomplete', question.autocomplete && quoted(question.autocomplete)],
    ['maxLength', numberCode(question.maxLength)],
    ['min', numberCode(question.min)],
    ['max', numberCode(question.max)],
    ...durationMembers(field, types),
    ['options', question.options && optionsCode(question.options)],
    ['accept', question.accept && `[${question.accept.map(quoted).join(', ')}]`],
    ['only', question.only && `[${question.only.map(quoted).join(', ')}]`],
    ['optional', field.optional && 'true'],
    ['if', field.if && ifCode(field.if)],
    ['missing', quoted(question.missing)],
    ['invalid', question.invalid && quoted(question.invalid)],
    ['urgent', question.urgent && urgentCode(question.urgent)],
    ...lookup,
  ]
  const written = members.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}: ${value}`]))
  return `{ ${written.join(', ')} }`
}

/** As much of a question as a test needs to answer it, and no more. */
export function askedCode({ choices: _, if: __, question, ...field }: RecordField, types: Types): string {
  const { kind, check, only, options } = question
  const { title, missing } = question
  const bare = { kind, title, missing, ...(check && { check }), ...(only && { only }), ...(options && { options }) }
  return questionCode({ ...field, question: bare }, types)
}

/** How a page's answer becomes the contract's value: kinds keep it as contracts have it, so it is only named. */
export function readCode(field: RecordField): string {
  const { name } = field
  const value = valueCode(field)
  return mayLack(field)
    ? `...(answers.${name} === undefined || answers.${name} === '' ? {} : { ${name}: ${value} })`
    : `${name}: ${value}`
}

/** A page's answer as the contract has it. */
export function valueCode({ name, question }: RecordField): string {
  if (question.kind === 'yes-no') return `answers.${name} === true`
  if (question.kind === 'number' || question.kind === 'money') return `Number(answers.${name})`
  const words = ['text', 'long', 'date', 'moment', 'pick', 'file'].includes(question.kind)
  return words ? `String(answers.${name})` : `answers.${name} as Submission[${quoted(name)}]`
}

const ifCode = (when: NonNullable<RecordField['if']>): string =>
  `(answers) => ${Object.entries(when)
    .map(([name, test]) => testCode(answerCode(name, test), test))
    .join(' && ')}`

/** An answer as a page has it: a number is as it was typed, and nothing is an empty text. */
function answerCode(name: string, test: OptionalTest): string {
  if (typeof test !== 'object') return `answers.${name}`
  return 'given' in test ? `(answers.${name} || undefined)` : `Number(answers.${name} ?? Number.NaN)`
}

const numberCode = (value: number | undefined) => (value === undefined ? undefined : String(value))

const optionsCode = (options: NonNullable<Question['options']>) =>
  `[${Object.entries(options)
    .map(([value, text]) => `{ value: ${quoted(value)}, text: ${quoted(text)} }`)
    .join(', ')}]`

/** What a duration can be: by its type, which has it as an amount with one of some units, or as ISO 8601 has it. */
function durationMembers({ type, question }: RecordField, types: Types): [string, string | undefined][] {
  const { properties } = (types.get(type) ?? {}) as { properties?: { unit?: { enum?: string[] } } }
  const units = question.kind === 'duration' ? properties?.unit?.enum : undefined
  return [
    ['form', units && quoted('amount')],
    ['units', units && `[${units.map(quoted).join(', ')}]`],
  ]
}

function urgentCode({ is, heading, paragraphs }: NonNullable<Question['urgent']>): string {
  const answer = typeof is === 'string' ? quoted(is) : String(is)
  return `{ is: ${answer}, heading: ${quoted(heading)}, paragraphs: [${paragraphs.map(quoted).join(', ')}] }`
}
