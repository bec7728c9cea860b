import type { Operation } from '../../catalog/contract.ts'
import type { OptionalTest, RecordField } from '../../schema.ts'
import { clientName, quoted, testCode } from './code.ts'
import { mayLack } from './presence.ts'

type Types = ReadonlyMap<string, unknown>
type Question = RecordField['question']

/** A question as the pages' array holds it. */
export function questionCode(field: RecordField, types: Types, operations: ReadonlyMap<string, Operation>): string {
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
    ['only', question.only && `[${question.only.map(quoted).join(', ')}]`],
    ['optional', field.optional && 'true'],
    ['if', field.if && ifCode(field.if)],
    ['missing', quoted(question.missing)],
    ['invalid', question.invalid && quoted(question.invalid)],
    ['urgent', question.urgent && urgentCode(question.urgent)],
    ['needs', field.choices && `[${quoted(field.choices.from)}]`],
    ['lookup', field.choices && lookupCode(field, types, operations)],
  ]
  const written = members.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}: ${value}`]))
  return `{ ${written.join(', ')} }`
}

/** As much of a question as a test needs to answer it, and no more. */
export function askedCode({ choices: _, if: __, question, ...field }: RecordField, types: Types): string {
  const { kind, check, only, options } = question
  const { title, missing } = question
  const bare = { kind, title, missing, ...(check && { check }), ...(only && { only }), ...(options && { options }) }
  return questionCode({ ...field, question: bare }, types, new Map())
}

/** How a page's answer becomes the contract's value: kinds keep it as contracts have it, so it is only named. */
export function readCode(field: RecordField): string {
  const { name } = field
  const value = valueCode(field)
  return mayLack(field)
    ? `...(answers.${name} === undefined || answers.${name} === '' ? {} : { ${name}: ${value} })`
    : `${name}: ${value}`
}

function valueCode({ name, question }: RecordField): string {
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

/** What is picked from: the rows of an operation, each called as its type says. */
function lookupCode({ type, choices }: RecordField, types: Types, operations: ReadonlyMap<string, Operation>): string {
  const { operation: name, input, from } = choices!
  const operation = operations.get(name)!
  const place = operation.inputs.find((one) => one.name === input)!.in
  const value = operation.outputs.find((output) => output.many && output.type === type)!.path.split('.')
  const list = value.slice(0, -1).join('.')
  const row = operation.outputs.find((output) => output.many && output.path === list)
  const call = `${clientName(operation.capability)}.${operation.id}({ ${place}: { ${input}: String(answers.${from}) } })`
  return `async (answers) => (await ${call}).${list}.map((one) => ({ value: one.${value.at(-1)}, text: ${rowText(types.get(row?.type ?? ''), value.at(-1)!)} }))`
}

/** A row in the words of its type's `x-show`; without any, by what is picked. */
function rowText(type: unknown, value: string): string {
  const { properties = {}, 'x-show': shown } = (type ?? {}) as {
    properties?: Record<string, { type?: string }>
    'x-show'?: string
  }
  if (shown === undefined) return `one.${value}`
  const text = shown
    .replaceAll('`', '\\`')
    .replace(/\{(\w+)\}/g, (_, member: string) =>
      properties[member]?.type === 'array' ? `\${one.${member}.join(', ')}` : `\${one.${member}}`,
    )
  return `\`${text}\``
}

function urgentCode({ is, heading, paragraphs }: NonNullable<Question['urgent']>): string {
  const answer = typeof is === 'string' ? quoted(is) : String(is)
  return `{ is: ${answer}, heading: ${quoted(heading)}, paragraphs: [${paragraphs.map(quoted).join(', ')}] }`
}
