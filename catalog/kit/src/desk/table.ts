import { itemPath } from './address.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import type { Row } from './rows.ts'
import type { List } from './shapes.ts'
import { type Cell, labelOf, type Show } from './shown.ts'

/** One row of a list as the page draws it. */
export interface Drawn {
  /** its item; undefined for rows that lead nowhere */
  href: string | undefined
  cells: (Cell & { overdue?: boolean })[]
}

export const headings = ({ desk }: Ready, { columns }: ReadyList): string[] => columns.map((one) => labelOf(desk, one))

/** What is past its date and not over. */
export function isOverdue({ due, late, over = {} }: Pick<List, 'due' | 'late' | 'over'>, row: Row): boolean {
  if (due === undefined) return false
  if (late !== undefined) return row[late] === true
  const done = Object.entries(over).some(([member, values]) => values.includes(String(row[member])))
  const until = Date.parse(String(row[due] ?? ''))
  return !done && until < Date.now()
}

export function drawn(one: ReadyList, show: Show, row: Row): Drawn {
  const { due, mine } = one.list
  const late = isOverdue(one.list, row)
  const cells = one.columns.map(({ name, schema }) => {
    const cell = show(schema, row[name])
    const text = cell.text === '' && name === mine ? 'Nobody yet' : cell.text
    return { ...cell, text, ...(name === due && late && { overdue: true }) }
  })
  return { href: one.item && itemPath(one.list, row), cells }
}
