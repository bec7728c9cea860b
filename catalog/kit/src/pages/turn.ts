import { isApplicationId } from './application.ts'
import { choicesOf } from './choices.ts'
import { endedHolds, goneText, keptTexts, loseAnswer, takeLeft, withReserved } from './holds.ts'
import { asked, firstUnanswered, nextPath } from './journey.ts'
import { again, type Own, ownOf } from './own.ts'
import { PageProblem } from './page-problem.ts'
import type { Application } from './session-data.ts'
import type { Choice, Question } from './shapes.ts'
import { behalfAside } from './signed-in-behalf.ts'
import { standing } from './standing.ts'
import { changeable } from './stops.ts'
import type { PageHandler, Site, Visit } from './visit.ts'

export type OwnHandler = (visit: Visit, own: Own) => ReturnType<PageHandler>
export type Turn = (visit: Visit, own: Own, question: Question, choices: Choice[]) => ReturnType<PageHandler>

/** Below an application's own path. No question has a hyphen in its name. */
export const STOPPED = 'cannot-go-on'

const nothing: Application = { answers: {}, begunAt: 0, usedAt: 0 }

/** Lets people to the pages of an application in their order; whoever is elsewhere is led on. */
export function turns({ pages }: Site) {
  const { questions } = pages
  /** Runs a handler with the application of the path. An address from before there were ids leads to the start. */
  const owned =
    (run: OwnHandler): PageHandler =>
    async (visit) => {
      const { id } = visit.params
      if (!isApplicationId(id)) return visit.go('/apply')
      const own = ownOf(visit, id)
      const aside = await behalfAside(pages, visit, own)
      if (aside !== undefined) return visit.go(aside)
      if (endedHolds(own.application ?? nothing).length === 0) return run(visit, own)
      await own.change((one) => {
        const ended = endedHolds(one)
        for (const question of questions.filter(({ name }) => ended.includes(name)))
          loseAnswer(questions, one, question.name, goneText(question))
        takeLeft(one, {})
      })
      return run(visit, again(visit, own))
    }
  const unsent = (run: OwnHandler): PageHandler =>
    owned(async (visit, own) =>
      own.application?.sent === undefined ? run(visit, own) : visit.go(`${own.path}/confirmation`),
    )

  /** Where somebody goes now: to what stops them, else to what is not answered yet, else to the check page. */
  const next = async (own: Own): Promise<string> =>
    (await standing(pages, own)) ? `${own.path}/${STOPPED}` : nextPath(questions, own.answers, own.path)
  const onward: OwnHandler = async (visit, own) => visit.go(await next(own))

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
      const halt = await standing(pages, own)
      // What led to a stop can be changed, and so can all before it.
      const last = halt && changeable(pages, own.answers, halt).at(-1)
      if (halt && at > (last ? path.indexOf(last) : -1)) return onward(visit, own)
      return run(
        visit,
        own,
        question,
        withReserved(await choicesOf(question, own.answers), own.application ?? nothing, question.name),
      )
    })

  const complete = (run: OwnHandler): PageHandler =>
    unsent(async (visit, own) =>
      firstUnanswered(questions, own.answers) === undefined && (await standing(pages, own)) === undefined
        ? run(visit, own)
        : onward(visit, own),
    )

  /** What is said on a page about what is held for the person, of the questions before one or of all. */
  const kept = ({ application = nothing }: Own, before?: Question): string[] =>
    keptTexts(before ? questions.slice(0, questions.indexOf(before)) : questions, application)

  return { owned, unsent, turn, complete, next, onward, kept }
}
