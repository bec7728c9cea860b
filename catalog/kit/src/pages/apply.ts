import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { check, type Typed } from './answers.ts'
import { type Application, begun, changeApplication, isApplicationId, newApplicationId } from './application.ts'
import { fieldOf, type Mistake, ownFields, retyped, shown } from './fields.ts'
import { asked, backPath, firstUnanswered, nextPath, postcodeBefore, submission, withAnswer } from './journey.ts'
import { refused, statusOf } from './problems.ts'
import type { Answers, Choice, Question } from './shapes.ts'
import { currentPrincipal } from './sign-in.ts'
import { form, type PageHandler, PageProblem, page, type Site, type Visit } from './visit.ts'

/** One visit of one application: its id stands in the path, and its answers never meet those of another. */
interface Own {
  id: string
  /** the application's own path */
  path: string
  application: Application | undefined
  answers: Answers
  change(alter: (one: Application) => void): Promise<Application>
}
type OwnHandler = (visit: Visit, own: Own) => ReturnType<PageHandler>
type Turn = (visit: Visit, own: Own, question: Question, choices: Choice[]) => ReturnType<PageHandler>

const ownPath = (id: string) => `/apply/${id}`

const ownOf = (visit: Visit, id: string): Own => {
  const application = visit.session?.applications?.[id]
  return {
    id,
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

/** One page per question, check answers, send, confirmation; each application under a path of its own. */
export function applyRoutes(app: FastifyInstance, site: Site): void {
  const { questions, noun } = site.pages

  app.get(
    '/',
    page(site, (visit) => visit.show('start', { start: site.pages.start, first: '/apply' })),
  )

  const goOn = (choices: Choice[]): Question => ({
    name: 'which',
    title: `You have started a ${noun} already. What do you want to do?`,
    kind: 'radios',
    options: [
      ...choices,
      { value: 'new', text: `Start a new ${noun}`, hint: 'What you have filled in stays as it is.' },
    ],
    missing: 'Select whether you want to go on or start a new one',
  })
  const askWhich = (visit: Visit, question: Question, typed?: Typed) => {
    const checked = typed && check(question, typed)
    const mistakes = checked !== undefined && 'problem' in checked ? [{ text: checked.problem, href: '#which' }] : []
    const field = fieldOf(question, {}, question.options ?? [], checked)
    const data = { form: true, heading: question.title, field, mistakes, back: '/' }
    return visit.show('question', data, mistakes.length > 0 ? 400 : 200)
  }
  const start = (visit: Visit) => visit.go(nextPath(questions, {}, ownPath(newApplicationId())))

  app.get(
    '/apply',
    page(site, async (visit) => {
      const choices = begun(visit.session, questions, noun)
      return choices.length === 0 ? start(visit) : askWhich(visit, goOn(choices))
    }),
  )
  app.post(
    '/apply',
    form(site, async (visit) => {
      const question = goOn(begun(visit.session, questions, noun))
      const checked = check(question, visit.typed)
      if ('problem' in checked) return askWhich(visit, question, visit.typed)
      if (checked.answer === 'new') return start(visit)
      const own = ownOf(visit, String(checked.answer))
      return visit.go(nextPath(questions, own.answers, own.path))
    }),
  )

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

  /** Runs a handler with the question of the path, when it is this person's turn to answer it. */
  const turn = (run: Turn): PageHandler =>
    unsent(async (visit, own) => {
      const question = questions.find(({ name }) => name === visit.params.question)
      if (question === undefined) throw new PageProblem(404, 'missing')
      const path = asked(questions, own.answers)
      const at = path.indexOf(question)
      const unanswered = firstUnanswered(questions, own.answers)
      const early = unanswered !== undefined && path.indexOf(unanswered) < at
      if (at < 0 || early) return visit.go(nextPath(questions, own.answers, own.path))
      return run(visit, own, question, await choicesOf(question, own.answers))
    })

  app.get(
    '/apply/:id',
    page(
      site,
      unsent(async (visit, own) => visit.go(nextPath(questions, own.answers, own.path))),
    ),
  )

  const showQuestion: Turn = async (visit, own, question, choices) => {
    const { answers, application } = own
    const refused = application?.refused?.question === question.name ? application.refused : undefined
    if (refused) await own.change((one) => delete one.refused)
    const draft = application?.drafts?.[question.name]
    const typed = refused?.typed ?? draft ?? retyped(question, answers[question.name])
    const checked = refused && check(question, typed, choices)
    const field = fieldOf(question, typed, choices, checked)
    const mistakes: Mistake[] =
      checked !== undefined && 'problem' in checked ? [{ text: checked.problem, href: `#${checked.field}` }] : []
    const back = backPath(questions, answers, question.name, own.path)
    const postcode = question.kind === 'address' ? postcodeBefore(questions, question.name) : undefined
    const template = question.kind === 'address' ? 'address' : 'question'
    return visit.show(
      template,
      {
        form: true,
        heading: question.title,
        field,
        mistakes,
        back,
        unsaved: mistakes.length > 0 ? undefined : unsavedText(application, draft !== undefined),
        postcode: postcode && `${own.path}/${postcode.name}`,
        searched: postcode && answers[postcode.name],
      },
      mistakes.length > 0 ? 400 : 200,
    )
  }

  app.get('/apply/:id/:question', page(site, turn(showQuestion)))
  app.post(
    '/apply/:id/:question',
    form(
      site,
      turn(async (visit, own, question, choices) => {
        const checked = check(question, visit.typed, choices)
        if ('problem' in checked) {
          // Shown by the page itself, so that going back later leads to it and not to a form to be sent again.
          await own.change((one) => {
            one.refused = { question: question.name, typed: ownFields(question, visit.typed) }
            delete one.drafts?.[question.name]
          })
          return visit.go(visit.request.url)
        }
        const { answer } = checked
        const { answers } = await own.change((one) => {
          const before = one.answers
          // Another answer is another application: sending it under the old key would be refused or lost.
          if (before[question.name] !== answer) delete one.submitKey
          one.answers = withAnswer(questions, before, question.name, answer)
          delete one.drafts?.[question.name]
          const label = choices.find((choice) => choice.value === answer)?.text
          if (label !== undefined) one.labels = { ...one.labels, [question.name]: label }
        })
        const first = question.urgent?.is === answer
        return visit.go(first ? `${own.path}/${question.name}/first` : nextPath(questions, answers, own.path))
      }),
      // The session ended while somebody wrote, or began anew when somebody signed in: what they wrote is not lost.
      owned(async (visit, own) => {
        const question = questions.find(({ name }) => name === visit.params.question)
        if (question === undefined) throw new PageProblem(404, 'missing')
        await own.change((one) => {
          one.drafts = { ...one.drafts, [question.name]: ownFields(question, visit.typed) }
        })
        return visit.go(visit.request.url)
      }),
    ),
  )

  app.get(
    '/apply/:id/:question/first',
    page(
      site,
      turn(async (visit, own, question) => {
        const next = nextPath(questions, own.answers, own.path)
        const { urgent } = question
        if (urgent === undefined || own.answers[question.name] !== urgent.is) return visit.go(next)
        return visit.show('first', { ...urgent, back: `${own.path}/${question.name}`, next })
      }),
    ),
  )

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
      back: rows.at(-1)?.href ?? '/',
      send: `${own.path}/submit`,
      mistakes,
    }
    return visit.show('check', data, mistakes.length > 0 ? 400 : 200)
  }
  const complete = (run: OwnHandler): PageHandler =>
    unsent(async (visit, own) =>
      firstUnanswered(questions, own.answers) === undefined
        ? run(visit, own)
        : visit.go(nextPath(questions, own.answers, own.path)),
    )

  app.get('/apply/:id/check', page(site, complete(showCheck)))
  app.post(
    '/apply/:id/submit',
    form(
      site,
      complete(async (visit, own) => {
        const { submitKey, sent, answers } = await own.change((one) => {
          // Looked at under the row lock: of two clicks at once, the later one may find the application already sent.
          if (one.sent === undefined) one.submitKey ??= randomUUID()
        })
        if (sent !== undefined || submitKey === undefined) return visit.go(`${own.path}/confirmation`)
        try {
          const given = submission(questions, answers)
          const { reference } = await site.pages.submit(given, currentPrincipal(visit.session), submitKey)
          await own.change((one) => {
            if (one.submitKey !== submitKey) return
            const { begunAt, usedAt } = one
            for (const name of Object.keys(one) as (keyof Application)[]) delete one[name]
            Object.assign(one, { answers: {}, begunAt, usedAt, sent: reference } satisfies Application)
          })
          return visit.go(`${own.path}/confirmation`)
        } catch (error) {
          const mistakes = refused(error, (name) => {
            const question = questions.find((one) => one.name === name)
            return question && { text: `Check your answer to “${question.title}”`, href: `#answer-${name}` }
          })
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
        const reference = own.application?.sent
        if (reference === undefined) return visit.go(nextPath(questions, own.answers, own.path))
        return visit.show('confirmation', { ...site.pages.confirmation, reference })
      }),
    ),
  )
}

/** Said above a question when something that was typed is not among the answers yet. */
function unsavedText(application: Application | undefined, here: boolean): string | undefined {
  if (here) return 'Not saved yet. What you typed is still here: check it, then select “Continue”.'
  const waiting = Object.keys(application?.drafts ?? {}).length > 0
  if (!waiting || Object.keys(application?.answers ?? {}).length > 0) return undefined
  return 'Your earlier answers were deleted, because the service was not used for 2 hours. What you typed last is kept: you will find it when you come to its question.'
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
