import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'
import { markSent } from './application.ts'
import { type Blame, blameOf } from './blame.ts'
import { type Mistake, shown } from './fields.ts'
import { holdsOf, letGo, loseAnswer, takeLeft } from './holds.ts'
import { asked, submission } from './journey.ts'
import { again, type Own } from './own.ts'
import { PageProblem } from './page-problem.ts'
import { refused } from './problems.ts'
import { currentPrincipal } from './sign-in.ts'
import { aboutOf, standing } from './standing.ts'
import { Stopped } from './stops.ts'
import { turns } from './turn.ts'
import { form, page, type Site, type Visit } from './visit.ts'

const CHANGED = {
  text: 'Your answers were changed in another window. Check them and send them again',
  href: '#send',
}

/** Check answers, send, confirmation. */
export function sendRoutes(app: FastifyInstance, site: Site): void {
  const { questions } = site.pages
  const { owned, complete, onward, kept } = turns(site)

  const showCheck = (visit: Visit, own: Own, mistakes: Mistake[] = []) => {
    const rows = asked(questions, own.answers).map((question) => ({
      question: question.title,
      answer: shown(question, own.answers[question.name], own.application?.labels?.[question.name]),
      href: `${own.path}/${question.name}`,
      id: `answer-${question.name}`,
    }))
    const data = {
      form: true,
      heading: 'Check your answers',
      rows,
      declaration: site.pages.declaration,
      keeps: kept(own),
      back: rows.at(-1)?.href ?? '/',
      send: `${own.path}/submit`,
      about: aboutOf(submission(questions, own.answers)),
      mistakes,
    }
    return visit.show('check', data, mistakes.length > 0 ? 400 : 200)
  }
  /** What came of what was sent: what was not sure then may be by now. */
  const toldNow = async (own: Own, reference: string) => {
    const { told } = own.application ?? {}
    if (!told?.pending) return told
    const came = await site.pages.settled?.(reference)
    if (came === undefined) return told
    const { told: now } = await own.change((one) => markSent(one, came))
    return now
  }
  /** Says at a question why its answer was not taken. What is held for it is let go. */
  const sayAt = async (own: Own, { question: { name }, words, lost }: Blame) => {
    let left: ReturnType<typeof takeLeft> = []
    await own.change((one) => {
      // Another click may have sent it meanwhile.
      if (one.sent !== undefined) return
      const held = { ...one.holds }
      if (lost) loseAnswer(questions, one, name, words)
      else one.said = { ...one.said, [name]: words }
      left = takeLeft(one, held)
    })
    await letGo(questions, left)
  }
  app.get('/apply/:id/check', page(site, complete(showCheck)))
  app.post(
    '/apply/:id/submit',
    form(
      site,
      complete(async (visit, own) => {
        // A try whose end nobody knows is made again as it was: what stood in its way was decided then.
        const untried = own.application?.submitKey === undefined && own.application?.sent === undefined
        // Another tab may have changed an answer since: nobody sends what they have not seen.
        const { _shown } = visit.typed
        if (untried && _shown !== undefined && _shown !== aboutOf(submission(questions, own.answers)))
          return showCheck(visit, own, [CHANGED])
        if (own.application?.submitKey === undefined) {
          const halt = await standing(site.pages, own, true)
          if (halt !== undefined) return onward(visit, again(visit, own))
        }
        const trying = await own.change((one) => {
          // Looked at under the row lock: of two clicks at once, the later one may find the application already sent.
          if (one.sent === undefined) one.submitKey ??= randomUUID()
        })
        const { submitKey, sent, answers, behalf } = trying
        if (sent !== undefined || submitKey === undefined) return visit.go(`${own.path}/confirmation`)
        try {
          const given = submission(questions, answers)
          const visitor = behalf === undefined ? currentPrincipal(visit.session) : undefined
          const holds = holdsOf(questions, trying)
          const came = await site.pages.submit(given, visitor, submitKey, holds, behalf)
          await own.change((one) => {
            if (one.submitKey !== submitKey) return
            markSent(one, came)
          })
          return visit.go(`${own.path}/confirmation`)
        } catch (error) {
          if (error instanceof Stopped) {
            await own.change((one) => {
              one.decided = { about: aboutOf(one.answers), halt: error.halt }
            })
            return onward(visit, again(visit, own))
          }
          const blame = blameOf(error, questions, trying)
          if (blame !== undefined) {
            await sayAt(own, blame)
            return visit.go(`${own.path}/${blame.question.name}`)
          }
          const mistakes = refused(error, (name) => {
            const question = questions.find((one) => one.name === name)
            return question && { text: `Check your answer to “${question.title}”`, href: `#answer-${name}` }
          })
          if (error instanceof Problem && error.code === 'unavailable')
            throw new PageProblem(503, 'undecided', { cause: error })
          if (error instanceof Problem && error.code === 'too-many-requests')
            throw new PageProblem(429, 'spared', { cause: error })
          if (mistakes === undefined) throw error
          return showCheck(visit, own, mistakes)
        }
      }),
      complete((visit, own) =>
        showCheck(visit, own, [{ text: 'Not sent yet. Check your answers and send them again', href: '#send' }]),
      ),
    ),
  )
  app.get(
    '/apply/:id/confirmation',
    page(
      site,
      owned(async (visit, own) => {
        const { sent: reference } = own.application ?? {}
        if (reference === undefined) return onward(visit, own)
        const told = await toldNow(own, reference)
        const { pending, ...sure } = site.pages.confirmation
        const said =
          told?.pending && pending ? pending : { ...sure, ...(told?.paragraphs && { paragraphs: told.paragraphs }) }
        return visit.show('confirmation', { ...said, reference })
      }),
    ),
  )
}
