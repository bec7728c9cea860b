import type { FastifyInstance } from 'fastify'
import type { Principal } from '../definition.ts'
import { draftFor, dropDraft, notSaved } from './drafts.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import { PageProblem } from './page-problem.ts'
import type { AttentionItem, Question } from './shapes.ts'
import { keptForLater, may, type StaffHandler, staffOnly } from './staff.ts'
import { form, page, type Site, type Visit } from './visit.ts'

const list = '/staff/attention'
const pathOf = (reference: string) => `${list}/${encodeURIComponent(reference)}`

const button = 'End it'
const question: Question = {
  name: 'reason',
  title: 'Why do you end it?',
  hint: 'What is left to do will not be done. Your reason is kept with the case.',
  kind: 'long',
  maxLength: 300,
  missing: 'Enter why you end it',
}

/** What does not get on by itself: the list, one record of it, trying it again, and ending it with a reason. */
export function staffAttentionRoutes(app: FastifyInstance, site: Site): void {
  const { attention } = site.pages.staff
  if (!attention) return
  const { work, end } = attention.scopes
  const working = (handler: StaffHandler) => staffOnly(site, handler, work)
  const ending = (handler: StaffHandler) => staffOnly(site, handler, end)

  const found = async (visit: Visit, principal: Principal): Promise<AttentionItem> => {
    const item = await attention.show(visit.params.reference ?? '', principal)
    if (item === undefined) throw new PageProblem(404, 'missing')
    return item
  }
  /** Somebody else was there first when nothing came of it; the list shows what is so now. */
  const doneWith = async (visit: Visit, done: boolean, notice: string) => {
    await visit.change((data) => {
      data.notice = done ? notice : `${visit.params.reference} no longer needs attention`
    })
    return visit.go(list)
  }

  app.get(
    list,
    page(
      site,
      working(async (visit) => {
        const notice = visit.session?.notice
        if (notice !== undefined) await visit.change((data) => delete data.notice)
        const after = /^\d{1,15}$/.test(visit.query.after ?? '') ? visit.query.after : undefined
        const { rows, next } = await attention.list(after)
        return visit.show('attention', {
          heading: 'Needs attention',
          signedIn: visit.session?.staff,
          notice,
          rows,
          first: after && list,
          next: next && `${list}?after=${next}`,
        })
      }),
    ),
  )

  app.get(
    `${list}/:reference`,
    page(
      site,
      working(async (visit, principal) => {
        const item = await found(visit, principal)
        const data = { heading: 'Needs attention', back: list, item, mayEnd: may(principal, end) }
        return visit.show('attention-item', { form: true, signedIn: visit.session?.staff, ...data })
      }),
    ),
  )

  // Where sign-in leads back to, when it had ended as the button was pressed.
  app.get(
    `${list}/:reference/again`,
    page(site, async (visit) => visit.go(pathOf(visit.params.reference ?? ''))),
  )
  app.post(
    `${list}/:reference/again`,
    form(
      site,
      working(async (visit) => {
        const { reference = '' } = visit.params
        return doneWith(visit, await attention.again(reference), `${reference} is being tried again`)
      }),
      async (visit) => visit.go(pathOf(visit.params.reference ?? '')),
    ),
  )

  const ask = (visit: Visit, reference: string, fields: Field[], mistakes: Mistake[] = [], unsaved?: string) =>
    visit.show(
      'action',
      {
        form: true,
        signedIn: visit.session?.staff,
        heading: question.title,
        button,
        unsaved,
        back: pathOf(reference),
        detail: reference,
        fields,
        mistakes,
      },
      mistakes.length > 0 ? 400 : 200,
    )

  app.get(
    `${list}/:reference/end`,
    page(
      site,
      ending(async (visit, principal) => {
        const { reference } = await found(visit, principal)
        const draft = await draftFor(visit, principal)
        if (draft !== undefined) await dropDraft(visit)
        return ask(visit, reference, [fieldOf(question, draft?.typed ?? {}, [])], [], draft && notSaved(button))
      }),
    ),
  )

  app.post(
    `${list}/:reference/end`,
    form(
      site,
      ending(async (visit, principal) => {
        const { reference = '' } = visit.params
        const { fields, mistakes, answers } = checkForm([{ question, choices: [] }], visit.typed)
        if (mistakes.length > 0) return ask(visit, reference, fields, mistakes)
        const done = await attention.end(reference, String(answers.reason), principal)
        return doneWith(visit, done, `${reference} was ended`)
      }),
      keptForLater,
    ),
  )
}
