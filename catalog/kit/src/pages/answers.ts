import { plain } from '../plain.ts'
import { type SharedType, sharedType } from '../shared-type.ts'
import { isoDay } from './dates.ts'
import type { Choice, Question } from './shapes.ts'

/** What a form sent: field name to the text as typed. */
export type Typed = Record<string, string>

/** Either an answer ('' for an optional question left empty), or what is wrong and the id of the field it is wrong in. */
export type Checked = { answer: string | boolean } | { problem: string; field: string }

const LONGEST = { text: 200, textarea: 4000, email: 254, tel: 25, postcode: 10 } as const

/** Kinds of questions that ask for a shared type: what is taken here is what the contracts take. */
const TYPES: Partial<Record<Question['kind'], string>> = {
  email: 'EmailAddress',
  tel: 'PhoneNumber',
  postcode: 'Postcode',
}

/** How a typed answer is made plain, and whether it then fits. */
function typeOf({ kind, plain: name }: Question): SharedType {
  const type = TYPES[kind]
  if (type !== undefined) return sharedType(type)
  return { plain: plain[name ?? (kind === 'textarea' ? 'text' : 'line')], fits: () => true }
}

/** Longest answer, in characters, of a typed question. */
export function longest(question: Question): number | undefined {
  const byKind = LONGEST[question.kind as keyof typeof LONGEST]
  return byKind === undefined ? undefined : Math.min(question.maxLength ?? byKind, byKind)
}

/** Checks one question's part of a form. `choices` are those of the page (options, people or addresses). */
export function check(question: Question, typed: Typed, choices: Choice[] = question.options ?? []): Checked {
  if (question.kind === 'date') return checkDate(question, typed)
  const wrong = (problem: string): Checked => ({ problem, field: question.name })
  const raw = typed[question.name] ?? ''
  const type = typeOf(question)
  const answer = type.plain(raw)
  // Marks that only a telephone number or a postcode may be without are something typed; what cannot be seen is nothing.
  if (answer === '' && plain.text(raw) === '') return question.optional ? { answer: '' } : wrong(question.missing)
  if (question.kind === 'yes-no') {
    return answer === 'yes' || answer === 'no' ? { answer: answer === 'yes' } : wrong(question.missing)
  }
  if (question.kind === 'radios' || question.kind === 'address') {
    return choices.some((choice) => choice.value === answer) ? { answer } : wrong(question.missing)
  }
  const most = longest(question)
  if (most !== undefined && [...answer].length > most) return wrong(`Your answer must be ${most} characters or fewer`)
  const matches = question.pattern === undefined || new RegExp(`^(?:${question.pattern})$`, 'u').test(answer)
  return type.fits(answer) && matches ? { answer } : wrong(question.invalid ?? question.missing)
}

function checkDate(question: Question, typed: Typed): Checked {
  const names = ['day', 'month', 'year'] as const
  const [day = '', month = '', year = ''] = names.map((part) => plain.line(typed[`${question.name}-${part}`] ?? ''))
  const empty = names.filter((_, index) => [day, month, year][index] === '')
  if (empty.length === 3) {
    return question.optional ? { answer: '' } : { problem: question.missing, field: `${question.name}-day` }
  }
  if (empty.length > 0) {
    return { problem: `The date must include a ${empty.join(' and a ')}`, field: `${question.name}-${empty[0]}` }
  }
  const iso = isoDay(day, month, year)
  if (iso !== undefined) return { answer: iso }
  return { problem: question.invalid ?? 'Enter a real date', field: `${question.name}-day` }
}
