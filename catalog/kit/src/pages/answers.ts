import { plain } from '../plain.ts'
import { kinds } from './kinds/index.ts'
import type { Checked, Typed } from './kinds/kind.ts'
import type { Choice, Question } from './shapes.ts'

export type { Checked, Typed } from './kinds/kind.ts'

/** Names of a question's fields in a form. */
export const namesOf = (question: Question): string[] => kinds[question.kind].names(question)

/** The id of the field at which something is said about the whole question. */
export const firstField = (question: Question): string =>
  question.kind === 'file' ? question.name : (namesOf(question)[0] ?? question.name)

/** Most characters that a form may send for a question. */
export const longest = (question: Question): number => kinds[question.kind].longest(question)

/** Checks one question's part of a form. `choices` are those of the page (options, people or addresses). */
export function check(question: Question, typed: Typed, choices: readonly Choice[] = question.options ?? []): Checked {
  const names = namesOf(question)
  // What cannot be seen is nothing.
  if (names.every((name) => plain.text(typed[name] ?? '') === '')) {
    if (question.optional) return { answer: '' }
    return { problem: question.missing, field: firstField(question) }
  }
  return kinds[question.kind].check(question, typed, choices)
}
