import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { PageProblem } from '../pages/page-problem.ts'
import { form, type PageHandler, page, type Site, type Visit } from '../pages/visit.ts'
import { YOURS } from '../pages/yours.ts'
import { openOwn, sendOwn } from './own-act.ts'
import { openEntry } from './own-entry.ts'
import { showOwn } from './own-page.ts'
import { readyOwn } from './own-ready.ts'
import type { Own } from './own-shapes.ts'
import { answersTo, type OwnRecord, possible } from './own-state.ts'
import type { Parts } from './parts.ts'
import type { ReadyAction } from './ready-action.ts'
import { asksFiles, fileQuestions } from './sent-files.ts'

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
  const known = [...ready.can, ...ready.todo.flatMap(({ does }) => does ?? [])]
  return (app, site) => {
    const theirs =
      (run: (visit: Visit, record: OwnRecord) => ReturnType<PageHandler>): PageHandler =>
      async (visit) => {
        const record = await whose(visit)
        return record === undefined ? visit.go('/track') : run(visit, record)
      }
    const withAction = (run: (visit: Visit, record: OwnRecord, act: ReadyAction) => ReturnType<PageHandler>) =>
      theirs(async (visit, record) => {
        const named = ({ action }: ReadyAction) => action.do === visit.params.action
        if (!known.some(named)) throw new PageProblem(404, 'missing')
        const act = possible(ready, record, await answersTo(ready, record, site.log)).find(named)
        // Done already, as by a second press of the button, or not possible any more: the page says how it stands.
        return act === undefined ? visit.go(YOURS) : run(visit, record, act)
      })
    app.get(
      YOURS,
      page(
        site,
        theirs((visit, record) => showOwn(ready, YOURS, visit, record, site)),
      ),
    )
    if (ready.lists.some(({ open }) => open))
      app.get(
        `${YOURS}/entry/:list`,
        page(
          site,
          theirs((visit, record) => openEntry(ready, visit, record, site)),
        ),
      )
    // Where there is nothing to do, nothing is asked for.
    if (known.length === 0) return
    if (known.some(asksFiles) && !app.hasContentTypeParser('multipart/form-data'))
      app.register(multipart, { throwFileSizeLimit: false })
    app.get(
      `${YOURS}/:action`,
      page(
        site,
        withAction((visit, record, act) => openOwn(ready, visit, record, act, YOURS)),
      ),
    )
    app.post(
      `${YOURS}/:action`,
      { bodyLimit: 256 * 1024 },
      form(
        site,
        withAction((visit, record, act) => sendOwn(ready, site, visit, record, act, YOURS)),
        undefined,
        (visit) =>
          known.filter(({ action }) => action.do === visit.params.action).flatMap((act) => fileQuestions(visit, act)),
      ),
    )
  }
}
