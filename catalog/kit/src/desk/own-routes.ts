import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { PageProblem } from '../pages/page-problem.ts'
import { refused } from '../pages/problems.ts'
import { keyOf } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import { form, type PageHandler, page, type Site, type Visit } from '../pages/visit.ts'
import { ProblemResponse } from '../problem.ts'
import { askedOf, checkFields, openFields } from './form.ts'
import { answersTo, type OwnRecord, ownShow, possible, showOwn } from './own-page.ts'
import { type ReadyOwn, readyOwn } from './own-ready.ts'
import type { Own } from './own-shapes.ts'
import type { Parts } from './parts.ts'
import { wired } from './reading.ts'
import type { ReadyAction } from './ready-action.ts'

const PATH = '/yours'

/** Whose record it is: what it holds, or undefined when the visitor proved none to be theirs. */
export type Whose = (visit: Visit) => Promise<OwnRecord | undefined>

/**
 * The pages on which people see and do what is theirs, with the service's own right: what it is about comes from their record,
 * and nothing that they send can name another. Throws when it does not fit the contracts of the parts.
 */
export async function ownPages(
  own: Own,
  parts: Parts,
  whose: Whose,
): Promise<(app: FastifyInstance, site: Site) => void> {
  const ready = await readyOwn(own, parts)
  return (app, site) => {
    const theirs =
      (run: (visit: Visit, record: OwnRecord) => ReturnType<PageHandler>): PageHandler =>
      async (visit) => {
        const record = await whose(visit)
        return record === undefined ? visit.go('/track') : run(visit, record)
      }
    const withAction = (run: (visit: Visit, record: OwnRecord, act: ReadyAction) => ReturnType<PageHandler>) =>
      theirs(async (visit, record) => {
        const now = possible(ready, record, await answersTo(ready, record, site.log))
        const act = now.find(({ action }) => action.do === visit.params.action)
        if (act === undefined) throw new PageProblem(404, 'missing')
        return run(visit, record, act)
      })
    app.get(
      PATH,
      page(
        site,
        theirs((visit, record) => showOwn(ready, PATH, visit, record, site)),
      ),
    )
    app.get(
      `${PATH}/:action`,
      page(
        site,
        withAction((visit, record, act) => open(ready, visit, record, act)),
      ),
    )
    app.post(
      `${PATH}/:action`,
      { bodyLimit: 256 * 1024 },
      form(
        site,
        withAction((visit, record, act) => send(ready, visit, record, act)),
      ),
    )
  }
}

const shown = ({ action }: ReadyAction) => ({
  heading: action.title,
  button: action.button,
  ends: action.ends,
  back: PATH,
  form: true,
})

async function open(ready: ReadyOwn, visit: Visit, record: OwnRecord, act: ReadyAction) {
  const asked = await askedOf(act, record, undefined, ownShow(ready))
  const fields = openFields(asked, {}, undefined)
  return visit.show('desk-form', { ...shown(act), fields, key: randomUUID(), seen: {} })
}

async function send(ready: ReadyOwn, visit: Visit, record: OwnRecord, act: ReadyAction) {
  const { fields, mistakes, body } = checkFields(await askedOf(act, record, undefined, ownShow(ready)), visit.typed)
  const key = keyOf(visit.typed)
  if (mistakes.length > 0) return visit.show('desk-form', { ...shown(act), fields, mistakes, key, seen: {} }, 400)
  const { action, called } = act
  const given = {
    ...wired(called, action.which, record),
    ...(called.operation.bodySchema && { body: { ...action.gives, ...body } }),
  }
  try {
    await called.call(given, { key })
  } catch (error) {
    const lines = refused(error, () => undefined)
    if (lines === undefined) throw error
    const said =
      error instanceof ProblemResponse && error.status === 409
        ? [{ text: `Not done. ${error.detail}`, href: '#main-content' }]
        : lines
    return visit.show(
      'desk-form',
      { ...shown(act), fields, mistakes: said, key: randomUUID(), seen: {} },
      statusOf(error),
    )
  }
  await visit.change((data) => {
    data.notice = action.done ?? `${action.title}: done`
  })
  return visit.go(PATH)
}
