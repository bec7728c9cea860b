import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../definition.ts'
import type { Typed } from './answers.ts'
import { claimDraft, draftFor, dropDraft, keepDraft, notSaved, pathOf, withoutDraft } from './drafts.ts'
import { checkForm, type Field, fieldOf, type Mistake } from './fields.ts'
import { PageProblem } from './page-problem.ts'
import { refused } from './problems.ts'
import type { Choice, Pages, Question, StaffAction, StaffCase } from './shapes.ts'
import { caseOf, keptForLater, keyOf, may, named, peopleOf, type StaffHandler, staffOnly } from './staff.ts'
import { statusOf } from './status.ts'
import { form, page, type Site, type Visit } from './visit.ts'

type ActionHandler = (visit: Visit, principal: Principal, action: StaffAction) => ReturnType<StaffHandler>

/** What a form shows besides its fields. */
interface Shown {
  key: string
  /** the version of the case that the person sees */
  version: number | undefined
  mistakes?: Mistake[]
  unsaved?: string
  /** what others did meanwhile */
  changes?: StaffCase['history']
  /** there is nothing to send any more */
  closed?: boolean
}

/** What staff do to a case: one form per action, sent with an idempotency key so that sending it twice does it once. */
export function staffActionRoutes(app: FastifyInstance, site: Site<Pages>): void {
  const path = '/staff/cases/:reference/:action'
  const casePath = (visit: Visit) => `/staff/cases/${encodeURIComponent(visit.params.reference ?? '')}`

  const withAction =
    (run: ActionHandler): StaffHandler =>
    (visit, principal) => {
      const action = site.pages.staff.actions.find(({ name }) => name === visit.params.action)
      if (action === undefined) throw new PageProblem(404, 'missing')
      if (!may(principal, action.scope)) throw new PageProblem(403, 'right')
      return run(visit, principal, action)
    }

  /** Fields with their choices; a choice without options of its own offers the people a case can be given to. */
  const asked = async (action: StaffAction, principal: Principal) => {
    const needsPeople = (question: Question) => question.kind === 'choice' && question.options === undefined
    const people = action.fields.some(needsPeople) ? (await peopleOf(site, principal)).filter(({ gone }) => !gone) : []
    return action.fields.map((question): { question: Question; choices: Choice[] } => ({
      question,
      choices: needsPeople(question) ? people : (question.options ?? []),
    }))
  }

  const show = (visit: Visit, { title, button }: StaffAction, fields: Field[], shown: Shown) => {
    const { reference } = visit.params
    const data = { heading: title, button, fields, reference, back: casePath(visit), ...shown }
    const status = shown.changes ? 409 : shown.mistakes?.length ? 400 : 200
    return visit.show('action', { form: true, signedIn: visit.session?.staff, ...data }, status)
  }

  /** Nothing was saved: who changed what since the person opened the form, and the form as they filled it in. */
  const showConflict = async (
    visit: Visit,
    principal: Principal,
    action: StaffAction,
    fields: Field[],
    seen: number | undefined,
  ) => {
    const [found, people] = await Promise.all([caseOf(site, visit, principal), peopleOf(site, principal)])
    const changes =
      seen === undefined ? [] : found.history.filter(({ version }) => version !== undefined && version > seen)
    const why = found.closed
      ? 'Not saved. The case was closed after you opened this page, and cannot be changed any more'
      : seen !== undefined && seen !== found.version
        ? 'Not saved. The case was changed after you opened this page'
        : 'Not saved. What you chose is not possible now. Check it and try again'
    return show(visit, action, fields, {
      key: randomUUID(),
      version: found.version,
      mistakes: [{ text: why, href: changes.length > 0 ? '#changes' : '#main-content' }],
      changes: changes.map(named(people)),
      closed: found.closed,
    })
  }

  /** Does what a form asks for, or shows it again with what stands against it and all that was typed. */
  const perform = async (visit: Visit, principal: Principal, action: StaffAction, typed: Typed, key: string) => {
    const { fields, mistakes, answers } = checkForm(await asked(action, principal), typed)
    const version = versionIn(typed._version)
    if (mistakes.length > 0) return show(visit, action, fields, { key, version, mistakes })
    try {
      await action.run(visit.params.reference ?? '', answers, principal, key, version)
    } catch (error) {
      if (statusOf(error) === 409) return showConflict(visit, principal, action, fields, version)
      const wrong = (name: string): Mistake | undefined => {
        const field = action.fields.find((one) => one.name === name)
        return field && { text: field.invalid ?? field.missing, href: `#${name}` }
      }
      const lines = refused(error, wrong)
      if (lines === undefined) {
        if (statusOf(error) >= 500) await keepDraft(visit, typed, key, principal.subject)
        throw error
      }
      // A changed answer under the same key would be refused for ever, so the next try is a new one.
      return show(visit, action, fields, { key: randomUUID(), version, mistakes: lines })
    }
    await visit.change((data) => {
      data.notice = action.done ?? `${action.title}: done`
      data.drafts = withoutDraft(data, pathOf(visit.request.url))
    })
    return visit.go(casePath(visit))
  }

  app.get(
    path,
    page(
      site,
      staffOnly(
        site,
        withAction(async (visit, principal, action) => {
          const draft = await draftFor(visit, principal)
          if (draft?.resume) {
            await claimDraft(visit)
            return perform(visit, principal, action, draft.typed, draft.key)
          }
          const found = await caseOf(site, visit, principal)
          const fields = (await asked(action, principal)).map(({ question, choices }) =>
            fieldOf(question, draft?.typed ?? {}, choices),
          )
          // The case page says that there is nothing to do on a closed case.
          if (found.closed && draft === undefined) return visit.go(casePath(visit))
          if (draft !== undefined) await dropDraft(visit)
          return show(visit, action, fields, {
            key: draft?.key ?? randomUUID(),
            // That of the page they came from: what was done since then they have not seen.
            version: versionIn(draft?.typed._version) ?? versionIn(visit.query.seen) ?? found.version,
            unsaved: draft && notSaved(action.button),
          })
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
        withAction((visit, principal, action) => perform(visit, principal, action, visit.typed, keyOf(visit.typed))),
      ),
      keptForLater,
      ({ params }) =>
        (site.pages.staff.actions.find(({ name }) => name === params.action)?.fields ?? []).filter(
          ({ kind }) => kind === 'file',
        ),
    ),
  )
}

function versionIn(sent: string | undefined): number | undefined {
  return /^[1-9]\d{0,8}$/.test(sent ?? '') ? Number(sent) : undefined
}
