import type { Answer, Choice, Question } from '../shapes.ts'

/**
 * What a form sent: field name to the text as typed, several of one name on a line each. A name with a colon is none that a
 * form can send: what the kit itself found out about a file stands there.
 */
export type Typed = Record<string, string>

/** Either an answer ('' for an optional question left empty), or what is wrong and the id of the field it is wrong in. */
export type Checked = { answer: Answer } | { problem: string; field: string }

/** One field of a question that has several. */
export interface Part {
  /** its name in the form, which is also its id */
  name: string
  value: string
  wrong: boolean
}

/** How one kind of question is asked, checked, kept and shown again. */
export interface Kind {
  /** Names of its fields in the form; what is missing is said at the first. */
  names(question: Question): string[]
  /** Most characters that a form may send for it. */
  longest(question: Question): number
  /** Checks what was typed; only asked when there is something. */
  check(question: Question, typed: Typed, choices: readonly Choice[]): Checked
  /** An answer as the person would type it again. */
  retyped(question: Question, answer: Answer): Typed
  /** An answer as people read it. `label` is the text that was chosen, or the name of the file. */
  shown(question: Question, answer: Answer, label?: string): string
  /** Whether one of its fields is marked when the message leads to `wrong`; only that one where the kind does not say. */
  marks?(name: string, wrong: string, problem: string): boolean
}

export const alone = ({ name }: Question): string[] => [name]
