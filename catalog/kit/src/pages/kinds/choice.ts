import { plain } from '../../plain.ts'
import type { Choice, Question } from '../shapes.ts'
import { alone, type Kind } from './kind.ts'

const textOf = (choices: readonly Choice[] | undefined, value: string) =>
  choices?.find((choice) => choice.value === value)?.text

/** One of some: options of its own (`choice`), or what a lookup found (`pick`). */
export const choice: Kind = {
  names: alone,
  longest: () => 254,
  check({ name, missing }, typed, choices) {
    const answer = plain.line(typed[name] ?? '')
    return choices.some(({ value }) => value === answer) ? { answer } : { problem: missing, field: name }
  },
  retyped: ({ name }, answer) => ({ [name]: String(answer) }),
  shown: ({ options }, answer, label) => label ?? textOf(options, String(answer)) ?? String(answer),
}

export const yesNo: Kind = {
  names: alone,
  longest: () => 10,
  check({ name, missing }, typed) {
    const answer = plain.line(typed[name] ?? '')
    return answer === 'yes' || answer === 'no' ? { answer: answer === 'yes' } : { problem: missing, field: name }
  },
  retyped: ({ name }, answer) => ({ [name]: answer === true ? 'yes' : 'no' }),
  shown: (_question, answer) => (answer === true ? 'Yes' : 'No'),
}

/** A tick without which nobody goes on. */
export const declaration: Kind = {
  names: alone,
  longest: () => 10,
  check: ({ name, missing }, typed) =>
    plain.line(typed[name] ?? '') === 'yes' ? { answer: true } : { problem: missing, field: name },
  retyped: ({ name }, answer) => (answer === true ? { [name]: 'yes' } : {}),
  shown: (question) => question.statement ?? STATEMENT,
}
/** Said beside the tick where the question itself says nothing. */
export const STATEMENT = 'I confirm this'

const linesOf = (question: Question, typed: Record<string, string>) =>
  (typed[question.name] ?? '')
    .split('\n')
    .map(plain.line)
    .filter((one) => one !== '')

/** Any of some; the answer is a list in the order of the options. One that stands alone goes with no other. */
export const several: Kind = {
  names: alone,
  longest: ({ options }) => (options ?? []).reduce((sum, { value }) => sum + value.length + 1, 254),
  check(question, typed, choices) {
    const { name, missing } = question
    const ticked = linesOf(question, typed)
    if (ticked.length === 0 || ticked.some((one) => textOf(choices, one) === undefined))
      return { problem: missing, field: name }
    const chosen = choices.filter(({ value }) => ticked.includes(value))
    const single = chosen.find((one) => one.alone)
    if (single !== undefined && chosen.length > 1)
      return { problem: `Select “${single.text}”, or select any of the others`, field: name }
    return { answer: chosen.map(({ value }) => value) }
  },
  retyped: ({ name }, answer) => ({ [name]: (Array.isArray(answer) ? answer : []).join('\n') }),
  shown: ({ options }, answer) =>
    (Array.isArray(answer) ? answer : []).map((one) => textOf(options, String(one)) ?? String(one)).join('\n'),
}
