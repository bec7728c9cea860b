import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'
import { check } from './answers.ts'
import { fieldOf, type Mistake, retyped, shown } from './fields.ts'
import { asked, backPath, firstUnanswered, nextPath, postcodeBefore, submission, withAnswer } from './journey.ts'
import { refused, statusOf } from './problems.ts'
import type { SessionData } from './session.ts'
import type { Answers, Choice, Question } from './shapes.ts'
import { currentPrincipal } from './sign-in.ts'
import { form, type PageHandler, PageProblem, page, type Site, type Visit } from './visit.ts'

type Turn = (visit: Visit, question: Question, choices: Choice[]) => ReturnType<PageHandler>

/** Start, one page per question, check answers, send, confirmation. */
export function applyRoutes(app: FastifyInstance, site: Site): void {
  const { questions } = site.pages
  const answersOf = (visit: Visit): Answers => visit.session?.answers ?? {}

  app.get(
    '/',
    page(site, (visit) => visit.show('start', { start: site.pages.start, first: '/apply' })),
  )
  app.get(
    '/apply',
    page(site, async (visit) => visit.go(nextPath(questions, answersOf(visit)))),
  )

  /** Runs a handler with the question of the path, when it is this person's turn to answer it. */
  const turn =
    (run: Turn): PageHandler =>
    async (visit) => {
      const question = questions.find(({ name }) => name === visit.params.question)
      if (question === undefined) throw new PageProblem(404, 'missing')
      const answers = answersOf(visit)
      const path = asked(questions, answers)
      const at = path.indexOf(question)
      const unanswered = firstUnanswered(questions, answers)
      const early = unanswered !== undefined && path.indexOf(unanswered) < at
      if (at < 0 || early) return visit.go(nextPath(questions, answers))
      return run(visit, question, await choicesOf(question, answers))
    }

  const showQuestion: Turn = async (visit, question, choices) => {
    const answers = answersOf(visit)
    const refused = visit.session?.refused?.question === question.name ? visit.session.refused : undefined
    if (refused) await visit.change((data) => delete data.refused)
    const typed = refused?.typed ?? retyped(question, answers[question.name])
    const checked = refused && check(question, typed, choices)
    const field = fieldOf(question, typed, choices, checked)
    const mistakes: Mistake[] =
      checked !== undefined && 'problem' in checked ? [{ text: checked.problem, href: `#${checked.field}` }] : []
    const back = backPath(questions, answers, question.name)
    const postcode = question.kind === 'address' ? postcodeBefore(questions, question.name) : undefined
    const data = { form: true, heading: question.title, field, mistakes, back, postcode: postcode?.name }
    const template = question.kind === 'address' ? 'address' : 'question'
    const searched = postcode && answers[postcode.name]
    return visit.show(template, { ...data, searched }, mistakes.length > 0 ? 400 : 200)
  }

  app.get('/apply/:question', page(site, turn(showQuestion)))
  app.post(
    '/apply/:question',
    form(
      site,
      turn(async (visit, question, choices) => {
        const checked = check(question, visit.typed, choices)
        if ('problem' in checked) {
          // Shown by the page itself, so that going back later leads to it and not to a form to be sent again.
          const { _csrf, ...typed } = visit.typed
          await visit.change((data) => {
            data.refused = { question: question.name, typed }
          })
          return visit.go(visit.request.url)
        }
        const { answer } = checked
        const session = await visit.change((data) => {
          const before = data.answers ?? {}
          // Another answer is another application: sending it under the old key would be refused or lost.
          if (before[question.name] !== answer) delete data.submitKey
          data.answers = withAnswer(questions, before, question.name, answer)
          const label = choices.find((choice) => choice.value === answer)?.text
          if (label !== undefined) data.labels = { ...data.labels, [question.name]: label }
        })
        return visit.go(nextPath(questions, session.answers ?? {}))
      }),
    ),
  )

  const showCheck = (visit: Visit, mistakes: Mistake[] = []) => {
    const answers = answersOf(visit)
    const rows = asked(questions, answers).map((question) => ({
      question: question.title,
      answer: shown(question, answers[question.name], visit.session?.labels?.[question.name]),
      href: `/apply/${question.name}`,
      id: `answer-${question.name}`,
    }))
    const back = rows.at(-1)?.href ?? '/'
    const data = {
      form: true,
      heading: 'Check your answers',
      rows,
      declaration: site.pages.declaration,
      back,
      mistakes,
    }
    return visit.show('check', data, mistakes.length > 0 ? 400 : 200)
  }

  /** Undefined when there is a complete application to send, else where the person has to go first. */
  const notYet = (session: SessionData | undefined): string | undefined => {
    const answers = session?.answers ?? {}
    if (session?.sent !== undefined && Object.keys(answers).length === 0) return '/confirmation'
    return firstUnanswered(questions, answers) && nextPath(questions, answers)
  }

  app.get(
    '/apply/check',
    page(site, async (visit) => {
      const first = notYet(visit.session)
      return first === undefined ? showCheck(visit) : visit.go(first)
    }),
  )
  app.post(
    '/apply/submit',
    form(site, async (visit) => {
      const session = await visit.change((data) => {
        // Looked at under the row lock: of two clicks at once, the later one may find the application already sent.
        if (notYet(data) === undefined) data.submitKey ??= randomUUID()
      })
      const key = session.submitKey
      const first = notYet(session)
      if (first !== undefined || key === undefined) return visit.go(first ?? '/apply/check')
      try {
        const answers = submission(questions, session.answers ?? {})
        const { reference } = await site.pages.submit(answers, currentPrincipal(session), key)
        await visit.change((data) => {
          if (data.submitKey !== key) return
          data.sent = reference
          delete data.answers
          delete data.labels
          delete data.submitKey
        })
        return visit.go('/confirmation')
      } catch (error) {
        const mistakes = refused(error, (name) => {
          const question = questions.find((one) => one.name === name)
          return question && { text: `Check your answer to “${question.title}”`, href: `#answer-${name}` }
        })
        if (error instanceof Problem && error.code === 'unavailable')
          throw new PageProblem(503, 'undecided', { cause: error })
        if (mistakes === undefined) throw error
        return showCheck(visit, mistakes)
      }
    }),
  )
  app.get(
    '/confirmation',
    page(site, async (visit) => {
      const reference = visit.session?.sent
      if (reference === undefined) return visit.go(nextPath(questions, answersOf(visit)))
      return visit.show('confirmation', { ...site.pages.confirmation, reference })
    }),
  )
}

/** What can be chosen. A postcode the lookup refuses or does not know has no addresses; a lookup that is down is an error. */
async function choicesOf(question: Question, answers: Answers): Promise<Choice[]> {
  if (question.kind !== 'address') return question.options ?? []
  try {
    return (await question.lookup?.(answers)) ?? []
  } catch (error) {
    const status = statusOf(error)
    if (status === 400 || status === 404) return []
    throw error
  }
}
