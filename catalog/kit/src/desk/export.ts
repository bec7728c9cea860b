import { Readable } from 'node:stream'
import type { StaffHandler } from '../pages/staff.ts'
import { statusOf } from '../pages/status.ts'
import type { Site } from '../pages/visit.ts'
import { BYTE_ORDER_MARK, csvLine, csvMoment, csvMoney } from './csv.ts'
import { kindOf } from './members.ts'
import { openList } from './opening.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import { pagesOf, type Row } from './rows.ts'
import type { Show } from './shown.ts'
import { headings } from './table.ts'
import { addressOf, queryOf } from './wanted.ts'

/** Rows of one file. */
const MOST = 10_000

/** The whole list as it is filtered, as a file for a spreadsheet, sent page by page. */
export const listFile =
  (ready: Ready, one: ReadyList, site: Site): StaffHandler =>
  async (visit, principal) => {
    const { show, wanted } = await openList(ready, one, site, visit, principal)
    if (wanted.mistakes.length > 0) return visit.go(addressOf(one, wanted.view, wanted.typed))
    const pages = pagesOf(
      one.called,
      one.rows,
      { query: queryOf(wanted, wanted.view, principal) },
      principal.token,
      MOST,
    )
    // Asked for before anything is sent: a list that is away is a page that says so, and no file.
    const first = await pages.next()
    const content = async function* () {
      yield BYTE_ORDER_MARK + csvLine(headings(ready, one))
      let more = false
      try {
        for (let page = first; !page.done; page = await pages.next()) {
          yield page.value.rows.map((row) => lineOf(one, show, row)).join('')
          more = page.value.more
        }
        if (more) yield csvLine([`Cut after ${MOST} rows: filter the list, and download it again for the rest`])
      } catch (error) {
        site.log.warn({ operation: one.called.id, status: statusOf(error) }, 'a file broke off')
        yield csvLine(['Not complete: the rest could not be read. Download it again'])
      }
    }
    return visit.file(`${one.list.id}.csv`, 'text/csv; charset=utf-8', Readable.from(content()))
  }

const lineOf = (one: ReadyList, show: Show, row: Row): string =>
  csvLine(
    one.columns.map(({ name, schema }) => {
      const value = row[name]
      const kind = kindOf(schema)
      if (kind === 'moment' && typeof value === 'string') return csvMoment(value)
      if (kind === 'money' && typeof value === 'number') return csvMoney(value)
      return show(schema, value).text
    }),
  )
