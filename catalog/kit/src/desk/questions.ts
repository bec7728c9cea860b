import { type Schema, satisfies } from '../contract.ts'
import type { Typed } from '../pages/answers.ts'
import { retyped } from '../pages/fields.ts'
import type { Answers, Choice, Question, QuestionKind } from '../pages/shapes.ts'
import { plainValue } from '../plain.ts'
import { kindOf } from './members.ts'

/** The question of a form that asks for a value of this kind; a kind that is not here cannot be asked. */
const KINDS: Record<string, QuestionKind> = {
  text: 'text',
  long: 'textarea',
  number: 'text',
  moment: 'text',
  date: 'date',
  choice: 'radios',
  'yes-no': 'yes-no',
  email: 'email',
  tel: 'tel',
  postcode: 'postcode',
}
const NUMBER = '-?\\d{1,15}(\\.\\d{1,6})?'

/** What is said of a member where it is asked for. */
export interface Wording {
  name: string
  title: string
  kind?: string
  hint?: string
  missing: string
  invalid?: string
}

export const canAsk = (kind: string): boolean => Object.hasOwn(KINDS, kind)

/** `choices` are what is offered; undefined where people write an answer of their own. */
export function questionFor(
  wording: Wording,
  schema: Schema,
  optional: boolean,
  choices: Choice[] | undefined,
): Question {
  const { name, title, hint, missing, invalid } = wording
  const said = wording.kind ?? kindOf(schema)
  const kind = choices ? 'radios' : (KINDS[said] ?? 'text')
  const maxLength = kind === 'textarea' || kind === 'text' ? schema.maxLength : undefined
  return {
    name,
    title,
    kind,
    optional,
    missing,
    ...(hint !== undefined && { hint }),
    ...(invalid !== undefined && { invalid }),
    ...(choices && { options: choices }),
    ...(typeof maxLength === 'number' && { maxLength }),
    ...(said === 'number' && { pattern: NUMBER, invalid: invalid ?? numberWords(schema) }),
  }
}

function numberWords({ type, minimum, maximum }: Schema): string {
  const number = type === 'integer' ? 'a whole number' : 'a number'
  if (minimum !== undefined && maximum !== undefined) return `Enter ${number} between ${minimum} and ${maximum}`
  return minimum === undefined ? `Enter ${number}` : `Enter ${number} that is ${minimum} or more`
}

/** The same for a filter, which is asked for a word and no more: nobody filters by long texts. */
export function filterQuestion(name: string, title: string, schema: Schema, choices: Choice[] | undefined): Question {
  const own = kindOf(schema)
  const kind = own === 'date' || own === 'number' ? own : 'text'
  const missing = `Check what you entered for ${title.toLowerCase()}`
  return questionFor({ name, title, kind, missing }, schema, true, choices)
}

/** The answers of a form as the members of a body; a text that is none of its type is wrong. */
export function valueFor(schema: Schema, answer: Answers[string]): { value: unknown } | 'wrong' {
  const kind = kindOf(schema)
  const typed =
    kind === 'number' ? Number(answer) : schema.type === 'boolean' ? answer === true || answer === 'true' : answer
  const value = plainValue(schema, typed)
  return satisfies(schema, value) ? { value } : 'wrong'
}

/** What is there already, as one would type it again. */
export function retypedValue(question: Question, value: unknown): Typed {
  if (value === undefined || value === null || typeof value === 'object') return {}
  return retyped(question, typeof value === 'number' ? String(value) : (value as string | boolean))
}
