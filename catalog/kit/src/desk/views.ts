import type { Principal } from '../definition.ts'
import type { List, Switch } from './shapes.ts'

/** One way to look at a list. */
export interface View {
  /** in the address; empty for the first */
  id: string
  title: string
  query(principal: Principal): Record<string, unknown>
}

const on = (one: Switch): Record<string, unknown> => (typeof one === 'string' ? { [one]: true } : one)

/** What is over stands apart, where its parameter can be turned round. */
const open = ({ closed }: List): Record<string, unknown> => (typeof closed === 'string' ? { [closed]: false } : {})

export function viewsOf(list: List): View[] {
  const among = (id: string, title: string, one: Switch | undefined): View[] =>
    one === undefined ? [] : [{ id, title, query: () => ({ ...open(list), ...on(one) }) }]
  const { mine, closed } = list
  return [
    { id: '', title: closed === undefined ? 'All' : 'Open', query: () => open(list) },
    ...(mine === undefined
      ? []
      : [{ id: 'mine', title: 'Mine', query: ({ subject }: Principal) => ({ ...open(list), [mine]: subject }) }]),
    ...among('nobodys', 'Nobody’s', list.nobodys),
    ...among('team', 'My team’s', list.team),
    ...among('overdue', 'Overdue', list.overdue),
    ...(closed === undefined ? [] : [{ id: 'closed', title: 'Closed', query: () => on(closed) }]),
  ]
}
