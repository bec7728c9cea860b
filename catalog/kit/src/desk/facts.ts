import { inWords } from '../pages/words.ts'
import { kindOf, type Member, membersOf } from './members.ts'
import type { Ready } from './ready.ts'
import type { ReadyList } from './ready-list.ts'
import type { Row } from './rows.ts'
import { type Cell, labelOf, type Show } from './shown.ts'
import { isOverdue } from './table.ts'

/** One line of a summary list. */
export interface Fact {
  key: string
  cell: Cell & { overdue?: boolean }
}

/** What belongs together under a heading of its own, such as what somebody answered. */
export interface Section {
  title: string
  facts: Fact[]
}

const isNamed = ({ schema }: Member) => kindOf(schema) === 'parts' && membersOf(schema).length === 0

/** What is known of an item: first what its list shows, in that order, so that who works on it reads on where they were. */
export function factsOf(ready: Ready, one: ReadyList, values: Row, show: Show): { facts: Fact[]; sections: Section[] } {
  const { list, columns, item } = one
  const own = item?.members ?? []
  const first = columns.flatMap(({ name }) => own.find((each) => each.name === name) ?? [])
  const rest = own.filter((each) => !first.includes(each))
  const left = ['allowed', 'version', ...(list.hides ?? []), list.late, list.heading, Object.keys(list.which)[0]]
  const shown = [...first, ...rest].filter(({ name }) => !left.includes(name))
  const facts = shown
    .filter((each) => !isNamed(each) && kindOf(each.schema) !== 'items')
    .flatMap((member): Fact[] => {
      const cell = show(member.schema, values[member.name])
      const text = cell.text === '' && member.name === list.mine ? 'Nobody yet' : cell.text
      const overdue = member.name === list.due && isOverdue(list, values)
      return text === ''
        ? []
        : [{ key: labelOf(ready.desk, member), cell: { ...cell, text, ...(overdue && { overdue }) } }]
    })
  const sections = shown.filter(isNamed).flatMap((member): Section[] => {
    const entries = Object.entries((values[member.name] ?? {}) as Row)
    const facts = entries.map(([name, value]) => ({ key: inWords(name), cell: show({}, value) }))
    return facts.length === 0 ? [] : [{ title: labelOf(ready.desk, member), facts }]
  })
  return { facts, sections }
}
