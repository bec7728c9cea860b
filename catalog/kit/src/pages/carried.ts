import { createHash } from 'node:crypto'
import { check, namesOf, type Typed } from './answers.ts'
import { choicesOf } from './choices.ts'
import { retyped } from './fields.ts'
import { asked, submission } from './journey.ts'
import type { Checked } from './kinds/kind.ts'
import type { Answer, Answers, Choice, Question } from './shapes.ts'

// Where nothing is kept, answers travel as people typed them, and are checked again by their kinds each time they come.

/** One field that a form carries along. */
export interface Hidden {
  name: string
  value: string
}

/** What a form brought. */
export interface Brought {
  answers: Answers
  /** texts of what was picked */
  labels: Record<string, string>
  /** what is wrong with the answer to the question of the form */
  wrong?: { checked: Checked; choices: Choice[] }
}

/** Where the form says what its question was answered before, as a digest: no answer stands there for people to change. */
const WAS = '_was'
const digestOf = (answer: Answer) => createHash('sha256').update(JSON.stringify(answer)).digest('base64url')

/**
 * The answers of a form, the one to its own question among them. What is missing, wrong or not asked is left out, and so is
 * what hangs on an answer that has just changed: it is asked again.
 */
export async function broughtBy(questions: readonly Question[], typed: Typed, own?: Question): Promise<Brought> {
  const brought: Brought = { answers: {}, labels: {} }
  const { answers, labels } = brought
  const open = new Set<string>()
  for (const question of questions) {
    const { name, needs = [] } = question
    if (question.if?.(submission(questions, answers)) === false) continue
    const came = question === own || namesOf(question).some((field) => typed[field] !== undefined)
    if (!came || needs.some((need) => open.has(need))) {
      open.add(name)
      continue
    }
    const choices = await choicesOf(question, answers)
    const checked = check(question, typed, choices)
    if ('problem' in checked) {
      open.add(name)
      if (question === own) brought.wrong = { checked, choices }
      continue
    }
    const { answer } = checked
    answers[name] = answer
    const label = choices.find(({ value }) => value === answer)?.text
    if (label !== undefined) labels[name] = label
    if (question === own && typed[WAS] && typed[WAS] !== digestOf(answer)) open.add(name)
  }
  return brought
}

/** The fields that carry answers along, all or all but that of the question that the form asks. */
export function carried(questions: readonly Question[], answers: Answers, own?: Question): Hidden[] {
  return asked(questions, answers).flatMap((question): Hidden[] => {
    const answer = answers[question.name]
    if (answer === undefined) return []
    if (question === own) return [{ name: WAS, value: digestOf(answer) }]
    const typed =
      answer === '' ? Object.fromEntries(namesOf(question).map((name) => [name, ''])) : retyped(question, answer)
    return Object.entries(typed).map(([name, value]) => ({ name, value }))
  })
}
