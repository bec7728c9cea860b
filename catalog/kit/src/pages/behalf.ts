import type { FastifyInstance } from 'fastify'
import type { Principal } from '../definition.ts'
import { check, type Typed } from './answers.ts'
import { newApplicationId } from './application.ts'
import { choosing } from './begin.ts'
import { fieldOf } from './fields.ts'
import { again, type Own, ownOf } from './own.ts'
import type { Question } from './shapes.ts'
import { keptForLater, type StaffHandler, staffOnly } from './staff.ts'
import { turns } from './turn.ts'
import { form, page, type Site } from './visit.ts'

export const BEHALF = '/staff/behalf'

const question: Question = {
  name: 'way',
  title: 'How did they get in touch?',
  kind: 'choice',
  options: [
    { value: 'telephone', text: 'By telephone' },
    { value: 'in-person', text: 'In person' },
    { value: 'letter', text: 'By letter' },
    { value: 'email', text: 'By email' },
  ],
  missing: 'Select how they got in touch',
}

/** Staff fill it in for somebody who does not do so online: the same questions, and who did it is kept with what was sent. */
export function behalfRoutes(app: FastifyInstance, site: Site): void {
  const { behalf } = site.pages
  if (behalf === undefined) return
  const { next } = turns(site)
  const anew = `${BEHALF}/new`
  const which = choosing(site, { behalf: true, start: async (visit) => visit.go(anew) })
  const staff = (handler: StaffHandler) => staffOnly(site, handler, behalf.scope)
  const ask =
    (typed?: Typed): StaffHandler =>
    (visit) => {
      const checked = typed && check(question, typed)
      const mistakes = checked && 'problem' in checked ? [{ text: checked.problem, href: `#${checked.field}` }] : []
      const field = fieldOf(question, {}, question.options ?? [], checked)
      const data = { form: true, signedIn: visit.session?.staff, heading: question.title, field, mistakes }
      return visit.show('question', data, mistakes.length > 0 ? 400 : 200)
    }
  const begin = async (own: Own, way: string, { subject }: Principal) =>
    own.change((one) => {
      one.behalf = { way, by: subject }
    })

  app.get(BEHALF, page(site, staff(which.open)))
  app.post(BEHALF, form(site, staff(which.chosen), keptForLater))
  app.get(anew, page(site, staff(ask())))
  app.post(
    anew,
    form(
      site,
      staff(async (visit, principal) => {
        const checked = check(question, visit.typed)
        if ('problem' in checked) return ask(visit.typed)(visit, principal)
        const own = ownOf(visit, newApplicationId())
        await begin(own, String(checked.answer), principal)
        return visit.go(await next(again(visit, own)))
      }),
      keptForLater,
    ),
  )
}
