import type { Answer, Answers, Question } from './shapes.ts'

/** The questions this person is asked: those without a condition, and those whose condition earlier answers meet. */
export function asked(questions: readonly Question[], answers: Answers): Question[] {
  // What is not asked counts for nothing, also where it was answered once.
  const given: Answers = {}
  return questions.filter((question) => {
    if (question.if?.(given) === false) return false
    const answer = answers[question.name]
    if (answer !== undefined && answer !== '') given[question.name] = answer
    return true
  })
}

/** The question to ask next, or undefined when every one has its answer ('' counts: an optional question was passed by). */
export function firstUnanswered(questions: readonly Question[], answers: Answers): Question | undefined {
  return asked(questions, answers).find((question) => answers[question.name] === undefined)
}

/** Where the person goes now, below the application's own path: the first unanswered question, else the check page. */
export function nextPath(questions: readonly Question[], answers: Answers, own: string): string {
  return `${own}/${firstUnanswered(questions, answers)?.name ?? 'check'}`
}

/** Where "Back" leads: to the check answers page when that is where the person came from, else to the question before. */
export function backPath(questions: readonly Question[], answers: Answers, name: string, own: string): string {
  if (firstUnanswered(questions, answers) === undefined) return `${own}/check`
  const path = asked(questions, answers)
  const before = path[path.findIndex((question) => question.name === name) - 1]
  return before === undefined ? '/' : `${own}/${before.name}`
}

/**
 * Answers with one more given. What was picked from what the old one led to is dropped, and so is what is not asked any more.
 */
export function withAnswer(questions: readonly Question[], answers: Answers, name: string, answer: Answer): Answers {
  return settled(questions, { ...answers, [name]: answer }, isSame(answers[name], answer) ? [] : [name])
}

/** Answers without one, and without what hangs on it. */
export function withoutAnswer(questions: readonly Question[], answers: Answers, name: string): Answers {
  const { [name]: _gone, ...others } = answers
  return settled(questions, others, [name])
}

function settled(questions: readonly Question[], next: Answers, names: string[]): Answers {
  const changed = new Set(names)
  for (const { name: later, needs = [] } of questions) {
    if (!needs.some((one) => changed.has(one))) continue
    changed.add(later)
    delete next[later]
  }
  const still = new Set(asked(questions, next).map((question) => question.name))
  return Object.fromEntries(Object.entries(next).filter(([one]) => still.has(one)))
}

/** Whether two answers are one. Lists and objects are made by the kit alone, always in one order. */
export const isSame = (one: Answer | undefined, other: Answer | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** What is sent: answers of questions that were asked and not passed by. */
export function submission(questions: readonly Question[], answers: Answers): Answers {
  const entries = asked(questions, answers).flatMap(({ name }) => {
    const answer = answers[name]
    return answer === undefined || answer === '' ? [] : [[name, answer] as const]
  })
  return Object.fromEntries(entries)
}

/** The question that decides what there is to pick: the last of those that are needed. */
export function deciding(questions: readonly Question[], { needs = [] }: Question): Question | undefined {
  return questions.findLast(({ name }) => needs.includes(name))
}
