import type { Answers, Choice, Question } from './shapes.ts'
import { statusOf } from './status.ts'

/** What can be chosen. Where the lookup refuses an answer or does not know it there is nothing; a lookup that is down is an error. */
export async function choicesOf(question: Question, answers: Answers): Promise<Choice[]> {
  if (question.kind !== 'pick') return question.options ?? []
  try {
    return (await question.lookup?.(answers)) ?? []
  } catch (error) {
    const status = statusOf(error)
    if (status === 400 || status === 404) return []
    throw error
  }
}
