import type { Operation } from '../../../catalog/contract.ts'
import type { Composition } from '../../../schema.ts'
import { peopleFor, type ServiceOperation } from '../api/operation.ts'
import { quoted } from '../code.ts'
import type { DeskAction, DeskList, DeskView } from '../desk-view.ts'

/** Where a test sees what staff see, as data: a list with its items, by the record that they are about. */
export interface SeenList {
  id: string
  part: string
  /** Path of the list, the member of its answer that has the rows, and the member of a row that is the record's reference. */
  path: string
  rows: string
  reference: string
  /** Path of an item, and what its parameters are of a row. */
  item: string
  which: Record<string, string>
}

export interface SeenPanel {
  id: string
  part: string
  /** Path with {parameters}, and what they are of an item. */
  path: string
  rows: string
  which: Record<string, string>
  /** The members of an entry that staff read. */
  show: string[]
}

/** What staff do, by the operation that carries it out. */
export interface SeenAct {
  do: string
  api: string
  list: string
  method: string
  path: string
  which: Record<string, string>
  as: string
  /** The panel that it stands in. */
  panel?: string
}

type Api = readonly ServiceOperation[]

/** The lists in which a record is found by its reference. */
export function seenLists({ lists }: DeskView, api: Api): SeenList[] {
  return lists.flatMap((list) => {
    const [from, item] = [byId(api, list.api), byId(api, list.itemApi)]
    const rows = from?.part && rowsOf(from.part)
    const reference = rows?.members.find((one) => one.type === 'Reference' && one.role === 'record')?.name
    if (!from?.part || !item || !rows || !reference) return []
    const part = `${from.part.capability}.`
    return [{ id: list.id, part, path: from.path, rows: rows.name, reference, item: item.path, which: list.which }]
  })
}

export function seenPanels({ panels }: DeskView, api: Api): SeenPanel[] {
  return panels.flatMap((panel) => {
    const from = byId(api, panel.api)
    const rows = from?.part && rowsOf(from.part)
    if (!from?.part || !rows) return []
    return [
      {
        id: panel.id,
        part: `${from.part.capability}.`,
        path: templateOf(from),
        rows: rows.name,
        which: panel.by,
        show: panel.show,
      },
    ]
  })
}

/** Those of the lists, and those of the panels beside an item of the first list that has what they are about. */
export function seenActs({ lists, panels }: DeskView, api: Api, people: Composition['people']): SeenAct[] {
  const act = (action: DeskAction, list: string): SeenAct => {
    const operation = byId(api, action.api)!
    const [as] = peopleFor(operation, people)
    const { method } = operation
    const path = templateOf(operation)
    return { do: action.do, api: action.api, list, method, path, which: action.which, as: as! }
  }
  const own = lists.flatMap((list) => list.actions.map((action) => act(action, list.id)))
  const beside = panels.flatMap((panel) => {
    const list = lists.find(({ itemApi }) => isIn(Object.values(panel.by), byId(api, itemApi)?.part))
    return list ? panel.actions.map((action) => ({ ...act(action, list.id), panel: panel.id })) : []
  })
  return [...own, ...beside]
}

/** Whether an operation answers members of these names. */
const isIn = (names: readonly string[], operation: Operation | undefined): boolean =>
  names.every((name) => operation?.outputs.some(({ path }) => path === name))

/** A path with all that must be given standing in it: /api/messages?reference={reference} */
export function templateOf({ path, parameters }: ServiceOperation): string {
  const needed = parameters.filter((one) => one.in === 'query' && one.required)
  return needed.length === 0 ? path : `${path}?${needed.map(({ name }) => `${name}={${name}}`).join('&')}`
}

/** What ends an item: the first of the first list's actions that cannot be taken back, all of whose members are words. */
export interface Ending {
  do: string
  /** The member that the person reads, what a test says by it on the page, and the others. */
  said: string
  words: string
  others: { name: string; words: string }[]
}

export function endingOf(
  { lists }: DeskView,
  kindOfMember: (operation: string, member: string) => string,
): Ending | undefined {
  const isWorded = ({ do: operation, asks }: DeskList['actions'][number]) =>
    asks.every(({ name, from }) => from === undefined && ['text', 'long'].includes(kindOfMember(operation, name)))
  const ending = lists[0]?.actions.find((one) => one.ends && one.asks.length > 0 && isWorded(one))
  if (!ending) return undefined
  // Where a page offers words to choose among, it takes no others.
  const wordsFor = ({ only }: { only?: string[] | undefined }, usual: string) => quoted(only?.[0] ?? usual)
  const said =
    ending.asks.find(({ name }) => ending.says?.some((text) => text.includes(`{${name}}`))) ?? ending.asks[0]!
  const others = ending.asks.filter((one) => one !== said)
  return {
    do: ending.do,
    said: said.name,
    words: wordsFor(said, 'Ended by staff'),
    others: others.map((one) => ({ name: one.name, words: wordsFor(one, 'Checked.') })),
  }
}

/** The one list of rows in what an operation answers. */
function rowsOf({ outputs }: Operation) {
  const found = outputs.filter(({ path, many }) => many && path.split('.').length === 2)
  const name = found[0]?.path.split('.')[0]
  if (name === undefined) return undefined
  const members = found.map(({ path, type, role }) => ({ name: path.split('.')[1]!, type, role }))
  return { name, members }
}

export const byId = (api: Api, id: string | undefined) => api.find((one) => one.id === id)
