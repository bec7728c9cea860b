import type { FastifyInstance } from 'fastify'
import { check, type Typed } from './answers.ts'
import { begun, newApplicationId } from './application.ts'
import { fieldOf } from './fields.ts'
import { ownOf } from './own.ts'
import type { Choice, Question } from './shapes.ts'
import { turns } from './turn.ts'
import { form, page, type Site, type Visit } from './visit.ts'

/** The start page, and the choice between going on and starting again where something was begun. */
export function beginRoutes(app: FastifyInstance, site: Site): void {
  const { questions, noun } = site.pages
  const { unsent, next, onward } = turns(site)

  app.get(
    '/',
    page(site, (visit) => visit.show('start', { start: site.pages.start, first: '/apply' })),
  )

  const goOn = (choices: Choice[]): Question => ({
    name: 'which',
    title: `You have started a ${noun} already. What do you want to do?`,
    kind: 'choice',
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
  const start = async (visit: Visit) => visit.go(await next(ownOf(visit, newApplicationId())))

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
      return onward(visit, ownOf(visit, String(checked.answer)))
    }),
  )

  app.get('/apply/:id', page(site, unsent(onward)))
}
