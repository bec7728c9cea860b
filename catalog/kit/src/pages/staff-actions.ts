import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import { refused } from './problems.ts'
import type { Choice, Question, StaffAction } from './shapes.ts'
import { caseOf, peopleOf, type StaffHandler, staffOnly } from './staff.ts'
import { form, PageProblem, page, type Site, type Visit } from './visit.ts'

type ActionHandler = (visit: Visit, principal: Principal, action: StaffAction) => ReturnType<StaffHandler>

/** What staff do to a case: one form per action, sent with an idempotency key so that sending it twice does it once. */
export function staffActionRoutes(app: FastifyInstance, site: Site): void {
  const path = '/staff/cases/:reference/:action'
  const casePath = (visit: Visit) => `/staff/cases/${encodeURIComponent(visit.params.reference ?? '')}`

  const withAction =
    (run: ActionHandler): StaffHandler =>
    (visit, principal) => {
      const action = site.pages.staff.actions.find(({ name }) => name === visit.params.action)
      if (action === undefined) throw new PageProblem(404, 'missing')
      return run(visit, principal, action)
    }

  /** Fields with their choices; radios without options of their own offer the people a case can be given to. */
  const asked = async (action: StaffAction, principal: Principal) => {
    const needsPeople = (question: Question) => question.kind === 'radios' && question.options === undefined
    const people = action.fields.some(needsPeople) ? (await peopleOf(site, principal)).filter(({ gone }) => !gone) : []
    return action.fields.map((question): { question: Question; choices: Choice[] } => ({
      question,
      choices: needsPeople(question) ? people : (question.options ?? []),
    }))
  }

  const show = (visit: Visit, action: StaffAction, fields: Field[], key: string, mistakes: Mistake[] = []) => {
    const { reference } = visit.params
    const { title, button } = action
    const data = { heading: title, button, fields, key, reference, mistakes, back: casePath(visit) }
    const status = mistakes.length > 0 ? 400 : 200
    return visit.show('action', { form: true, signedIn: visit.session?.staff, ...data }, status)
  }

  app.get(
    path,
    page(
      site,
      staffOnly(
        site,
        withAction(async (visit, principal, action) => {
          // The case page says that there is nothing to do on a closed case.
          if ((await caseOf(site, visit, principal)).closed) return visit.go(casePath(visit))
          const draft = visit.session?.draft
          const mine = draft?.path === visit.request.url ? draft : undefined
          if (mine !== undefined) await visit.change((data) => delete data.draft)
          const typed: Typed = mine?.typed ?? {}
          const fields = (await asked(action, principal)).map(({ question, choices }) =>
            fieldOf(question, typed, choices),
          )
          return show(visit, action, fields, mine?.key ?? randomUUID())
        }),
      ),
    ),
  )

  app.post(
    path,
    form(
      site,
      staffOnly(
        site,
        withAction(async (visit, principal, action) => {
          const key = keyOf(visit.typed)
          const { fields, mistakes, answers } = checkForm(await asked(action, principal), visit.typed)
          if (mistakes.length > 0) return show(visit, action, fields, key, mistakes)
          try {
            await action.run(visit.params.reference ?? '', answers, principal, key)
          } catch (error) {
            const named = (name: string): Mistake | undefined => {
              const field = action.fields.find((one) => one.name === name)
              return field && { text: field.invalid ?? field.missing, href: `#${name}` }
            }
            const lines = refused(error, named)
            if (lines === undefined) throw error
            // A changed answer under the same key would be refused for ever, so the next try is a new one.
            return show(visit, action, fields, randomUUID(), lines)
          }
          await visit.change((data) => {
            data.notice = action.done ?? `${action.title}: done`
          })
          return visit.go(casePath(visit))
        }),
        async (visit) => {
          const { _csrf, _key, ...typed } = visit.typed
          await visit.change((data) => {
            data.draft = { path: visit.request.url, typed, key: keyOf(visit.typed) }
          })
        },
      ),
    ),
  )
}

/** The idempotency key of the form; a missing or made-up one is replaced. */
export function keyOf(typed: Typed): string {
  const key = typed._key ?? ''
  return /^[\da-f-]{36}$/.test(key) ? key : randomUUID()
}
