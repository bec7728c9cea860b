import type { Principal } from '../definition.ts'
import type { StaffHandler } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import type { Site } from '../pages/visit.ts'
import { countsOf } from './counts.ts'
import { takeNotice } from './notice.ts'
import { openList } from './opening.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import { mayCall } from './rights.ts'
import { type Page, pageOf } from './rows.ts'
import { drawn, headings } from './table.ts'
import { viewsOf } from './views.ts'
import { addressOf, queryOf, type Wanted } from './wanted.ts'

/** A list: its views with their counts, filters, words to search for, and one page of rows in the order that the part gives. */
export const listPage =
  (ready: Ready, one: ReadyList, site: Site): StaffHandler =>
  async (visit, principal) => {
    const { show, wanted } = await openList(ready, one, site, visit, principal)
    const wrong = wanted.mistakes.length > 0
    const after = one.parameters.has('after') ? visit.query.after || undefined : undefined
    const [found, counts] = wrong
      ? [{ rows: [], answer: {} }, []]
      : await Promise.all([foundIn(one, wanted, principal, after, site), countsOf(one, wanted, principal)])
    if (found === 'nowhere') return visit.go(addressOf(one, wanted.view, wanted.typed))
    const page: Page = found === 'away' ? { rows: [], answer: {} } : found
    const data = {
      ...controls(ready, one, wanted, principal),
      form: true,
      signedIn: visit.session?.staff,
      notice: await takeNotice(visit),
      away: found === 'away',
      rows: page.rows.map((row) => drawn(one, show, row)),
      views: viewsOf(one.list).map((view, index) => ({
        text: view.title,
        href: addressOf(one, view, wanted.typed),
        current: view.id === wanted.view.id,
        count: counts[index],
      })),
      first: after && addressOf(one, wanted.view, wanted.typed),
      next: page.next && addressOf(one, wanted.view, wanted.typed, page.next),
    }
    return visit.show('desk-list', data, found === 'away' ? 503 : wrong ? 400 : 200)
  }

/** A list whose part is away says so in its own place, and the others still stand beside it. */
async function foundIn(
  one: ReadyList,
  wanted: Wanted,
  principal: Principal,
  after: string | undefined,
  { log }: Site,
): Promise<Page | 'nowhere' | 'away'> {
  const query = { ...queryOf(wanted, wanted.view, principal), ...(after !== undefined && { after }) }
  return pageOf(one.called, one.rows, { query }, principal.token).catch((error: unknown) => {
    if ([401, 403].includes(statusOf(error))) throw error
    // An address that somebody shortened or made up names no place in the list.
    if (statusOf(error) === 400 && after !== undefined) return 'nowhere'
    log.warn({ operation: one.called.id, status: statusOf(error) }, 'a list is not available')
    // Words that the part does not take are in none of its rows.
    return statusOf(error) === 400 ? { rows: [], answer: {} } : 'away'
  })
}

/** What stands above the rows. */
function controls(ready: Ready, one: ReadyList, wanted: Wanted, principal: Principal) {
  const { list, create } = one
  const mayCreate = create !== undefined && mayCall(principal, create.called)
  return {
    heading: list.title,
    columns: headings(ready, one),
    fields: wanted.fields,
    mistakes: wanted.mistakes,
    search: list.search !== undefined,
    words: wanted.typed.q,
    view: wanted.view.id,
    all: Object.keys(wanted.typed).length > 0 && addressOf(one, wanted.view, {}),
    here: `/staff/${list.id}`,
    file: addressOf(one, wanted.view, wanted.typed, undefined, '/csv'),
    create: mayCreate && { href: `/staff/${list.id}/new`, text: create.action.title },
  }
}
