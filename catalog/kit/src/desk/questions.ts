import { type Schema, satisfies } from '../contract.ts'
import type { Typed } from '../pages/answers.ts'
import { retyped } from '../pages/fields.ts'
import type { Answer, Choice, PlainQuestion, Question, QuestionKind } from '../pages/shapes.ts'
import { plainValue } from '../plain.ts'
import { kindOf } from './members.ts'

/** How a form asks for a value of this kind; a kind that is not here cannot be asked. */
const KINDS: Record<string, Pick<Question, 'kind' | 'check'>> = {
  text: { kind: 'text' },
  long: { kind: 'long' },
  number: { kind: 'number' },
  money: { kind: 'money' },
  date: { kind: 'date' },
  moment: { kind: 'moment' },
  duration: { kind: 'duration' },
  choice: { kind: 'choice' },
  several: { kind: 'several' },
  contact: { kind: 'contact' },
  'yes-no': { kind: 'yes-no' },
  file: { kind: 'file' },
  email: { kind: 'text', check: 'email' },
  tel: { kind: 'text', check: 'phone' },
  postcode: { kind: 'text', check: 'postcode' },
}

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
  const asked = KINDS[wording.kind ?? kindOf(schema)] ?? { kind: 'text' as const }
  const kind = choices && asked.kind !== 'several' ? 'choice' : asked.kind
  return {
    name,
    title,
    optional,
    missing,
    ...checkOf(schema),
    ...asked,
    kind,
    ...(hint !== undefined && { hint }),
    ...(invalid !== undefined && { invalid }),
    ...(choices && { options: choices }),
    ...borders(kind, schema),
  }
}

/** A text that is of a form of its own, as its type says. */
function checkOf(schema: Schema): Pick<Question, 'check'> {
  const check = (schema['x-ask'] as { check?: Question['check'] } | undefined)?.check
  return check ? { check } : {}
}

/** What the schema says of how long, how much and how exact an answer may be. */
function borders(kind: QuestionKind, schema: Schema): Partial<PlainQuestion> {
  const { minimum, maximum, maxLength, type } = schema
  if ((kind === 'text' || kind === 'long') && typeof maxLength === 'number') return { maxLength }
  const bounds = {
    ...(typeof minimum === 'number' && { min: minimum }),
    ...(typeof maximum === 'number' && { max: maximum }),
  }
  if (kind === 'number') return { ...bounds, ...(type === 'number' && { decimals: 6 }) }
  if (kind === 'money') return bounds
  return kind === 'duration' && type === 'object' ? { form: 'amount' } : {}
}

/** The same for a filter, which is asked for a word and no more: nobody filters by long texts. */
export function filterQuestion(name: string, title: string, schema: Schema, choices: Choice[] | undefined): Question {
  const own = kindOf(schema)
  const kind = own === 'date' || own === 'number' ? own : 'text'
  const missing = `Check what you entered for ${title.toLowerCase()}`
  return questionFor({ name, title, kind, missing }, schema, true, choices)
}

/** An answer of a form as the member of a body; one that is none of its type is wrong. */
export function valueFor(schema: Schema, answer: Answer): { value: unknown } | 'wrong' {
  const typed = schema.type === 'boolean' && typeof answer === 'string' ? answer === 'true' : answer
  const value = plainValue(schema, typed)
  return satisfies(schema, value) ? { value } : 'wrong'
}

/** What is there already, as one would type it again. */
export function retypedValue(question: Question, value: unknown): Typed {
  return value === undefined || value === null ? {} : retyped(question, value as Answer)
}
