import type { Logger, Principal } from '../definition.ts'
import { statusOf } from '../pages/status.ts'
import { itemPath } from './address.ts'
import { parametersOf } from './members.ts'
import { isWhole, wired } from './reading.ts'
import type { Ready } from './ready.ts'
import type { ReadyPanel } from './ready-panel.ts'
import { mayCall } from './rights.ts'
import { firstRows, type Row } from './rows.ts'
import { type Cell, labelOf, type Show } from './shown.ts'

/** Entries of one panel. */
const MOST = 200

/** What a panel holds of one item; `away` when its part could not say. */
export interface Held {
  one: ReadyPanel
  rows: Row[]
  more: boolean
  away: boolean
  /** the whole answer, where it came */
  answer: Row
}

/** A panel as the page draws it. */
export interface DrawnPanel {
  id: string
  title: string
  as: string
  /** what stands above the entries */
  warning: string | undefined
  away: boolean
  more: number | false
  columns: string[]
  entries: { href: string | undefined; cells: Cell[]; byline: string }[]
}

/** Asks the parts for all that stands on the page of an item. One that is away is said in its own place, and holds up no other. */
export function heldBy(panels: ReadyPanel[], values: Row, principal: Principal, log: Logger): Promise<Held[]> {
  const mine = panels.filter(({ called }) => mayCall(principal, called))
  return Promise.all(
    mine.map(async (one): Promise<Held> => {
      if (!isWhole(one.panel.by, values)) return { one, rows: [], more: false, away: false, answer: {} }
      const given = wired(one.called, one.panel.by, values)
      try {
        if (one.rows !== undefined) {
          return { one, ...(await firstRows(one.called, one.rows, given, principal.token, MOST)), away: false }
        }
        const only = (await one.called.call(given, { token: principal.token })) as Row
        return {
          one,
          rows: one.show.some(({ name }) => only[name] !== undefined) ? [only] : [],
          more: false,
          away: false,
          answer: only,
        }
      } catch (error) {
        if (statusOf(error) === 401) throw error
        const none = statusOf(error) === 404
        if (!none) log.warn({ operation: one.called.id, status: statusOf(error) }, 'a panel is not available')
        return { one, rows: [], more: false, away: !none, answer: {} }
      }
    }),
  )
}

export function drawnPanel(
  ready: Ready,
  { one, rows, more, away, answer }: Held,
  show: Show,
  item: string,
): DrawnPanel {
  const { panel } = one
  const entries = rows.map((row) => {
    const cells = one.show.map(({ name, schema }) => show(schema, row[name]))
    const byline = cells.slice(1).map(({ text }) => text)
    return { href: hrefOf(ready, one, row, item), cells, byline: byline.filter((text) => text !== '').join(', ') }
  })
  const columns = one.show.map((member) => labelOf(ready.desk, member))
  const warning = panel.warns && answer[panel.warns.unless] === false ? panel.warns.text : undefined
  return { id: panel.id, title: panel.title, as: panel.as, warning, away, more: more && rows.length, columns, entries }
}

/** Where an entry leads: to the page of a list that has it, else to one that shows what the operation answers. */
function hrefOf(ready: Ready, { panel, open }: ReadyPanel, row: Row, item: string): string | undefined {
  if (open === undefined) return undefined
  const list = ready.lists.find((one) => one.item?.called.id === open.id)
  const known = Object.entries(list?.list.which ?? {})
  if (list && known.every(([name]) => row[name] !== undefined))
    return itemPath(list.list, Object.fromEntries(known.map(([name, member]) => [member, row[name]])))
  const names = parametersOf(open.operation).flatMap(({ name }) => (row[name] === undefined ? [] : [name]))
  const query = new URLSearchParams(names.map((name) => [name, String(row[name])]))
  return `${item}/entry/${panel.id}?${query}`
}
