import type { FastifyInstance } from 'fastify'
import { check, type Typed } from './answers.ts'
import { begun, newApplicationId } from './application.ts'
import { fieldOf } from './fields.ts'
import { ownOf } from './own.ts'
import type { Choice, Question } from './shapes.ts'
import { turns } from './turn.ts'
import { form, type PageHandler, page, type Site, type Visit } from './visit.ts'

/** The start page, and the choice between going on and starting again where something was begun. */
export function beginRoutes(app: FastifyInstance, site: Site): void {
  const { unsent, next, onward } = turns(site)
  const start: PageHandler = async (visit) => visit.go(await next(ownOf(visit, newApplicationId())))
  const which = choosing(site, { behalf: false, start })

  app.get(
    '/',
    page(site, (visit) => visit.show('start', { start: site.pages.start, first: '/apply' })),
  )
  app.get('/apply', page(site, which.open))
  app.post('/apply', form(site, which.chosen))
  app.get('/apply/:id', page(site, unsent(onward)))
}

interface Choosing {
  /** of what staff have begun for others, or of one's own */
  behalf: boolean
  /** shown to those who have begun nothing */
  start: PageHandler
  /** where it is one question more: what is made of its form, and where it is asked of those who have begun something */
  started?: { run: PageHandler; anew: string }
}

/** Asks whoever has begun something which of it to go on with; others start at once. */
export function choosing(site: Site, { behalf, start, started }: Choosing): { open: PageHandler; chosen: PageHandler } {
  const { questions, noun } = site.pages
  const { onward } = turns(site)
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
    const back = behalf ? { signedIn: visit.session?.staff } : { back: '/' }
    const data = { form: true, heading: question.title, field, mistakes, ...back }
    return visit.show('question', data, mistakes.length > 0 ? 400 : 200)
  }
  const choicesOf = ({ session }: Visit) => {
    const by = behalf ? session?.staff?.principal.subject : undefined
    return behalf && by === undefined ? [] : begun(session, questions, noun, by)
  }
  return {
    open: async (visit) => {
      const choices = choicesOf(visit)
      return choices.length === 0 ? start(visit) : askWhich(visit, goOn(choices))
    },
    chosen: async (visit) => {
      const choices = choicesOf(visit)
      if (started && choices.length === 0) return started.run(visit)
      const question = goOn(choices)
      const checked = check(question, visit.typed)
      if ('problem' in checked) return askWhich(visit, question, visit.typed)
      if (checked.answer === 'new') return started ? visit.go(started.anew) : start(visit)
      return onward(visit, ownOf(visit, String(checked.answer)))
    },
  }
}
