import type { FastifyInstance } from 'fastify'
import type { Principal } from '../definition.ts'
import type { StaffPages } from '../pages/mount.ts'
import { signedIn, signInPath } from '../pages/sign-in.ts'
import { keptForLater, type StaffHandler, staffOnly } from '../pages/staff.ts'
import { form, page, type Site } from '../pages/visit.ts'
import { formPage, sentForm } from './act-page.ts'
import { entryPage } from './entry-page.ts'
import { listFile } from './export.ts'
import { itemPage } from './item-page.ts'
import { listPage } from './list-page.ts'
import type { Parts } from './parts.ts'
import { type Ready, readyDesk } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import { mayCall, refuseUnless } from './rights.ts'
import type { Desk } from './shapes.ts'
import { viewsOf } from './views.ts'
import { addressOf } from './wanted.ts'

/** The staff pages of a desk. Throws when it does not fit the contracts of the parts. */
export async function deskPages(desk: Desk, parts: Parts): Promise<StaffPages> {
  const ready = await readyDesk(desk, parts)
  const menu = (principal: Principal) =>
    ready.lists
      .filter(({ called }) => mayCall(principal, called))
      .map(({ list: { id, title } }) => ({ href: `/staff/${id}`, text: title }))
  return {
    menu,
    workOf: (principal, person) =>
      ready.lists.flatMap((one) => {
        const { title, mine } = one.list
        const listed = one.filters.some(({ name }) => name === mine) && mayCall(principal, one.called)
        return mine && listed ? [{ href: addressOf(one, viewsOf(one.list)[0]!, { [mine]: person }), text: title }] : []
      }),
    mount: (app, site) => {
      app.get(
        '/staff',
        page(site, async (visit) => {
          const principal = signedIn(visit.session)?.principal
          if (principal === undefined) return visit.go(signInPath('/staff'))
          const [first] = menu(principal)
          refuseUnless(first !== undefined)
          return visit.go(first.href)
        }),
      )
      for (const one of ready.lists) listRoutes(app, site, ready, one)
    },
  }
}

function listRoutes(app: FastifyInstance, site: Site, ready: Ready, one: ReadyList): void {
  const path = `/staff/${one.list.id}`
  type Made = (ready: Ready, one: ReadyList, site: Site) => StaffHandler
  const open = (at: string, made: Made) => app.get(path + at, page(site, staffOnly(site, made(ready, one, site))))
  const forms = (at: string) => {
    open(at, formPage)
    const handler = form(site, staffOnly(site, sentForm(ready, one, site)), keptForLater)
    app.post(path + at, { bodyLimit: 256 * 1024 }, handler)
  }
  open('', listPage)
  open('/csv', listFile)
  if (one.create) forms('/new')
  if (!one.item) return
  open('/at/:key', itemPage)
  open('/at/:key/entry/:panel', entryPage)
  forms('/at/:key/:action')
}
