import type { FastifyInstance } from 'fastify'
import type { Principal } from '../definition.ts'
import { check, type Typed } from './answers.ts'
import { newApplicationId } from './application.ts'
import { choosing } from './begin.ts'
import { fieldOf } from './fields.ts'
import { again, ownOf } from './own.ts'
import type { Question } from './shapes.ts'
import { keptForLater, type StaffHandler, staffOnly } from './staff.ts'
import { turns } from './turn.ts'
import { form, page, type Site, type Visit } from './visit.ts'

export const BEHALF = '/staff/behalf'
const ANEW = `${BEHALF}/new`

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
  const staff = (handler: StaffHandler) => staffOnly(site, handler, behalf.scope)
  const ask = async (visit: Visit, typed?: Typed) => {
    const checked = typed && check(question, typed)
    const mistakes = checked && 'problem' in checked ? [{ text: checked.problem, href: `#${checked.field}` }] : []
    const field = fieldOf(question, {}, question.options ?? [], checked)
    const data = { form: true, signedIn: visit.session?.staff, heading: question.title, field, mistakes }
    return visit.show('question', data, mistakes.length > 0 ? 400 : 200)
  }
  const begin: StaffHandler = async (visit, { subject }) => {
    const checked = check(question, visit.typed)
    if ('problem' in checked) return ask(visit, visit.typed)
    const own = ownOf(visit, newApplicationId())
    await own.change((one) => {
      one.behalf = { way: String(checked.answer), by: subject }
    })
    return visit.go(await next(again(visit, own)))
  }
  const which = (principal: Principal) =>
    choosing(site, {
      behalf: true,
      start: (visit) => ask(visit),
      started: { run: (visit) => begin(visit, principal), anew: ANEW },
    })

  app.get(
    BEHALF,
    page(
      site,
      staff((visit, principal) => which(principal).open(visit)),
    ),
  )
  app.post(
    BEHALF,
    form(
      site,
      staff((visit, principal) => which(principal).chosen(visit)),
      keptForLater,
    ),
  )
  app.get(
    ANEW,
    page(
      site,
      staff((visit) => ask(visit)),
    ),
  )
  app.post(ANEW, form(site, staff(begin), keptForLater))
}
