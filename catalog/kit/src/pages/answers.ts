import { isoDay } from './dates.ts'
import type { Choice, Question } from './shapes.ts'

/** What a form sent: field name to the text as typed. */
export type Typed = Record<string, string>

/** Either an answer ('' for an optional question left empty), or what is wrong and the id of the field it is wrong in. */
export type Checked = { answer: string | boolean } | { problem: string; field: string }

const LONGEST = { text: 200, textarea: 4000, email: 254, tel: 25, postcode: 10 } as const
const EMAIL = /^[^\s@<>"(),:;[\]\\]+@[^\s@.<>"(),:;[\]\\]+(\.[^\s@.<>"(),:;[\]\\]+)+$/
const UK_PHONE = /^(\+44|0)\d{9,10}$/
const POSTCODE = /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/

type Normalise = (typed: string) => string
const squeeze: Normalise = (typed) => typed.replace(/\s+/g, ' ').trim()
// Postgres refuses NUL in text, and other control characters are never part of an answer.
const printable: Normalise = (typed) => typed.replace(/\p{Cc}/gu, (character) => (character === '\n' ? '\n' : ' '))

const NORMALISE: Record<string, Normalise> = {
  text: squeeze,
  textarea: (typed) =>
    typed
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim(),
  email: squeeze,
  tel: (typed) => typed.replace(/[\s().-]/g, '').replace(/^\+440/, '+44'),
  postcode: (typed) =>
    typed
      .replace(/[^a-z\d]/gi, '')
      .replace(/(.{3})$/, ' $1')
      .trim()
      .toUpperCase(),
}
const SHAPE: Record<string, RegExp> = { email: EMAIL, tel: UK_PHONE, postcode: POSTCODE }

/** Longest answer, in characters, of a typed question. */
export function longest(question: Question): number | undefined {
  const byKind = LONGEST[question.kind as keyof typeof LONGEST]
  return byKind === undefined ? undefined : Math.min(question.maxLength ?? byKind, byKind)
}

/** Checks one question's part of a form. `choices` are those of the page (options, people or addresses). */
export function check(question: Question, typed: Typed, choices: Choice[] = question.options ?? []): Checked {
  if (question.kind === 'date') return checkDate(question, typed)
  const wrong = (problem: string): Checked => ({ problem, field: question.name })
  const raw = printable((typed[question.name] ?? '').replace(/\r\n?/g, '\n'))
  const answer = NORMALISE[question.kind]?.(raw) ?? raw
  if (answer === '' && raw.trim() === '') return question.optional ? { answer: '' } : wrong(question.missing)
  if (question.kind === 'yes-no') {
    return answer === 'yes' || answer === 'no' ? { answer: answer === 'yes' } : wrong(question.missing)
  }
  if (question.kind === 'radios' || question.kind === 'address') {
    return choices.some((choice) => choice.value === answer) ? { answer } : wrong(question.missing)
  }
  const most = longest(question)
  if (most !== undefined && answer.length > most) return wrong(`Your answer must be ${most} characters or fewer`)
  const shaped = SHAPE[question.kind]?.test(answer) ?? true
  const matches = question.pattern === undefined || new RegExp(`^(?:${question.pattern})$`, 'u').test(answer)
  return shaped && matches ? { answer } : wrong(question.invalid ?? question.missing)
}

function checkDate(question: Question, typed: Typed): Checked {
  const names = ['day', 'month', 'year'] as const
  const [day = '', month = '', year = ''] = names.map((part) => (typed[`${question.name}-${part}`] ?? '').trim())
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
