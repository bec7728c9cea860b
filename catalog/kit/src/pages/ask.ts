import type { FastifyInstance } from 'fastify'
import { check } from './answers.ts'
import { notSaved } from './drafts.ts'
import { fieldOf, type Mistake, ownFields, retyped } from './fields.ts'
import { backPath, nextPath, postcodeBefore, withAnswer } from './journey.ts'
import type { Application } from './session-data.ts'
import { type OwnHandler, type Turn, turns } from './turn.ts'
import { form, PageProblem, page, type Site } from './visit.ts'

/** One page per question, and after an answer that tells of danger a page that says whom to call. */
export function askRoutes(app: FastifyInstance, site: Site): void {
  const { questions } = site.pages
  const { owned, turn } = turns(site)

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

  /** The session ended while somebody wrote, or began anew when somebody signed in: what they wrote is not lost. */
  const keep: OwnHandler = async (visit, own) => {
    const question = questions.find(({ name }) => name === visit.params.question)
    if (question === undefined) throw new PageProblem(404, 'missing')
    await own.change((one) => {
      one.drafts = { ...one.drafts, [question.name]: ownFields(question, visit.typed) }
    })
    return visit.go(visit.request.url)
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
      }, keep),
      owned(keep),
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
}

/** Said above a question when something that was typed is not among the answers yet. */
function unsavedText(application: Application | undefined, here: boolean): string | undefined {
  if (here) return notSaved('Continue')
  const waiting = Object.keys(application?.drafts ?? {}).length > 0
  if (!waiting || Object.keys(application?.answers ?? {}).length > 0) return undefined
  return 'Your earlier answers are gone: the service was not used for 2 hours, or somebody signed out in this browser. What you typed last is kept: you will find it when you come to its question.'
}
