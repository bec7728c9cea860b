import type { Principal } from '../definition.ts'
import type { ReadyList } from './ready-list.ts'
import { mostPerPage, pageOf, type Row } from './rows.ts'
import { viewsOf } from './views.ts'
import { queryOf, type Wanted } from './wanted.ts'

/** Beyond these nobody counts on. */
const MOST = 100

/**
 * How many each view has, with the filters that are set: 7, or 100+ where only a page can be counted. Undefined for a view that
 * cannot be counted, which is no reason to show no list.
 */
export async function countsOf(one: ReadyList, wanted: Wanted, principal: Principal): Promise<(string | undefined)[]> {
  const views = viewsOf(one.list)
  if (views.length < 2) return []
  return Promise.all(
    views.map((view) => countIn(one, queryOf(wanted, view, principal), principal.token).catch(() => undefined)),
  )
}

async function countIn({ called, rows, count }: ReadyList, query: Row, token: string): Promise<string | undefined> {
  if (count) {
    const answer = (await count.called.call({ query }, { token })) as Row
    return String(answer[count.member])
  }
  const largest = mostPerPage(called)
  const limit = largest === undefined ? {} : { limit: Math.min(largest, MOST) }
  const page = await pageOf(called, rows, { query: { ...query, ...limit } }, token)
  return `${page.rows.length}${page.next === undefined ? '' : '+'}`
}
