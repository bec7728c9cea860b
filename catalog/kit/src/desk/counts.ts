import type { Principal } from '../definition.ts'
import type { ReadyList } from './ready-list.ts'
import { mostPerPage, pageOf } from './rows.ts'
import { viewsOf } from './views.ts'
import { queryOf, type Wanted } from './wanted.ts'

/** Beyond these nobody counts on. */
const MOST = 100

/**
 * How many each view has, with the filters that are set: 7, or 100+. A list says no number, so one page is counted for each;
 * undefined for one that cannot be counted, which is no reason to show no list.
 */
export async function countsOf(one: ReadyList, wanted: Wanted, principal: Principal): Promise<(string | undefined)[]> {
  const views = viewsOf(one.list)
  if (views.length < 2) return []
  const largest = mostPerPage(one.called)
  const limit = largest === undefined ? {} : { limit: Math.min(largest, MOST) }
  return Promise.all(
    views.map(async (view) => {
      const query = { ...queryOf(wanted, view, principal), ...limit }
      const page = await pageOf(one.called, one.rows, { query }, principal.token).catch(() => undefined)
      return page && `${page.rows.length}${page.next === undefined ? '' : '+'}`
    }),
  )
}
