import { Problem, ProblemResponse } from '../problem.ts'
import { goneText } from './holds.ts'
import { asked } from './journey.ts'
import type { Application } from './session-data.ts'
import type { Question } from './shapes.ts'

/** The question that a refusal is about, and what is said there. `lost`: its answer is no longer to be had. */
export interface Blame {
  question: Question
  words: string
  lost: boolean
}

/** What there is no more of is one of what is held, where the refusal does not say what it is about. */
const OF_HOLDS = ['gone', 'limit-reached']

/** The one question to which a refusal leads back; undefined when it is about none or about several. */
export function blameOf(error: unknown, questions: readonly Question[], one: Application): Blame | undefined {
  if (!(error instanceof Problem || error instanceof ProblemResponse)) return undefined
  if (error.status !== 400 && error.status !== 409) return undefined
  const path = asked(questions, one.answers)
  const pointers = error instanceof Problem ? (error.errors ?? []) : []
  const names = new Set(pointers.map(({ pointer }) => pointer.split('/').at(-1)))
  const pointed = path.filter(({ name }) => names.has(name))
  const held = path.filter(({ name }) => one.holds?.[name] !== undefined)
  const about = pointed.length === 0 && OF_HOLDS.includes(error.code) ? held : pointed
  const [question, other] = about
  if (question === undefined || other !== undefined) return undefined
  if (error.status === 400) return { question, words: `Check your answer to “${question.title}”`, lost: false }
  const said = error instanceof Problem ? error.message : error.detail
  const lost = question.kind === 'pick'
  return { question, words: error.code === 'gone' ? goneText(question) : said, lost }
}
