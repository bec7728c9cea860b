import { plain } from '../../plain.ts'
import { type SharedType, sharedType } from '../../shared-type.ts'
import type { Question } from '../shapes.ts'
import { alone, type Kind } from './kind.ts'

/** Texts that are a shared type: what is taken here is what the contracts take. */
const CHECKS = {
  email: { type: 'EmailAddress', longest: 254 },
  phone: { type: 'PhoneNumber', longest: 25 },
  postcode: { type: 'Postcode', longest: 10 },
} as const

/** How a typed answer is made plain, and whether it then fits. */
function typeOf({ kind, check, plain: name }: Question): SharedType {
  if (check !== undefined) return sharedType(CHECKS[check].type)
  return { plain: plain[name ?? (kind === 'long' ? 'text' : 'line')], fits: () => true }
}

/** Most characters of an answer in words. */
function longestText({ kind, check, maxLength }: Question): number {
  const most = check === undefined ? (kind === 'long' ? 4000 : 200) : CHECKS[check].longest
  return Math.min(maxLength ?? most, most)
}

/** One line of text (`text`) or several (`long`). */
export const text: Kind = {
  names: alone,
  longest: longestText,
  check(question, typed) {
    const { name, missing, pattern } = question
    const type = typeOf(question)
    const answer = type.plain(typed[name] ?? '')
    const most = longestText(question)
    const wrong = (problem: string) => ({ problem, field: name })
    if ([...answer].length > most) return wrong(`Your answer must be ${most} characters or fewer`)
    const matches = pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(answer)
    return answer !== '' && type.fits(answer) && matches ? { answer } : wrong(question.invalid ?? missing)
  },
  retyped: ({ name }, answer) => ({ [name]: String(answer) }),
  shown: (_question, answer) => String(answer),
}
