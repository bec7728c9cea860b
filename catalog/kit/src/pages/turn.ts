import { changeApplication, isApplicationId } from './application.ts'
import { asked, firstUnanswered, nextPath } from './journey.ts'
import { PageProblem } from './page-problem.ts'
import type { Application } from './session-data.ts'
import type { Answers, Choice, Question } from './shapes.ts'
import { statusOf } from './status.ts'
import type { PageHandler, Site, Visit } from './visit.ts'

/** One visit of one application: its id stands in the path, and its answers never meet those of another. */
export interface Own {
  /** the application's own path */
  path: string
  application: Application | undefined
  answers: Answers
  change(alter: (one: Application) => void): Promise<Application>
}
export type OwnHandler = (visit: Visit, own: Own) => ReturnType<PageHandler>
export type Turn = (visit: Visit, own: Own, question: Question, choices: Choice[]) => ReturnType<PageHandler>

export const ownPath = (id: string) => `/apply/${id}`

export const ownOf = (visit: Visit, id: string): Own => {
  const application = visit.session?.applications?.[id]
  return {
    path: ownPath(id),
    application,
    answers: application?.answers ?? {},
    change: async (alter) => {
      const { applications } = await visit.change((data) => changeApplication(data, id, alter))
      const changed = applications?.[id]
      if (changed === undefined) throw new Error('the application was not kept')
      return changed
    },
  }
}

/** Lets people to the pages of an application in their order; whoever is elsewhere is led on. */
export function turns({ pages: { questions } }: Site) {
  /** Runs a handler with the application of the path. An address from before there were ids leads to the start. */
  const owned =
    (run: OwnHandler): PageHandler =>
    async (visit) => {
      const { id } = visit.params
      return isApplicationId(id) ? run(visit, ownOf(visit, id)) : visit.go('/apply')
    }
  const unsent = (run: OwnHandler): PageHandler =>
    owned(async (visit, own) =>
      own.application?.sent === undefined ? run(visit, own) : visit.go(`${own.path}/confirmation`),
    )

  const onward: OwnHandler = async (visit, own) => visit.go(nextPath(questions, own.answers, own.path))

  /** Runs a handler with the question of the path when it is this person's turn to answer it, and another one when it is too early. */
  const turn = (run: Turn, otherwise = onward): PageHandler =>
    unsent(async (visit, own) => {
      const question = questions.find(({ name }) => name === visit.params.question)
      if (question === undefined) throw new PageProblem(404, 'missing')
      const path = asked(questions, own.answers)
      const at = path.indexOf(question)
      const unanswered = firstUnanswered(questions, own.answers)
      const early = unanswered !== undefined && path.indexOf(unanswered) < at
      if (at < 0) return onward(visit, own)
      if (early) return otherwise(visit, own)
      return run(visit, own, question, await choicesOf(question, own.answers))
    })

  const complete = (run: OwnHandler): PageHandler =>
    unsent(async (visit, own) =>
      firstUnanswered(questions, own.answers) === undefined ? run(visit, own) : onward(visit, own),
    )

  return { owned, unsent, turn, complete }
}

/** What can be chosen. Where the lookup refuses an answer or does not know it there is nothing; a lookup that is down is an error. */
async function choicesOf(question: Question, answers: Answers): Promise<Choice[]> {
  if (question.kind !== 'pick') return question.options ?? []
  try {
    return (await question.lookup?.(answers)) ?? []
  } catch (error) {
    const status = statusOf(error)
    if (status === 400 || status === 404) return []
    throw error
  }
}
