import type { Answers, Question } from './shapes.ts'

/** The questions this person is asked: those without a condition, and those whose condition their answers meet. */
export function asked(questions: readonly Question[], answers: Answers): Question[] {
  const shown = new Set<string>()
  return questions.filter((question) => {
    const condition = question.showIf
    const show = condition === undefined || (shown.has(condition.name) && answers[condition.name] === condition.is)
    if (show) shown.add(question.name)
    return show
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

/** Answers with one more given. An address chosen for another postcode is dropped: it belongs to the old one. */
export function withAnswer(
  questions: readonly Question[],
  answers: Answers,
  name: string,
  answer: string | boolean,
): Answers {
  const next = { ...answers, [name]: answer }
  const at = questions.findIndex((question) => question.name === name)
  if (questions[at]?.kind === 'postcode' && answers[name] !== answer) {
    for (const later of questions.slice(at + 1)) if (later.kind === 'address') delete next[later.name]
  }
  return next
}

/** What is sent: answers of questions that were asked and not passed by. */
export function submission(questions: readonly Question[], answers: Answers): Answers {
  const entries = asked(questions, answers).flatMap(({ name }) => {
    const answer = answers[name]
    return answer === undefined || answer === '' ? [] : [[name, answer] as const]
  })
  return Object.fromEntries(entries)
}

/** The postcode question an address question depends on: the nearest one before it. */
export function postcodeBefore(questions: readonly Question[], name: string): Question | undefined {
  const at = questions.findIndex((question) => question.name === name)
  return questions.slice(0, at).findLast((question) => question.kind === 'postcode')
}
