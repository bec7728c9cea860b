import { typeOf } from '../contract.ts'
import { operationsOf, type Parts } from './parts.ts'
import { reading } from './reading.ts'
import { type ReadyList, readyList } from './ready-list.ts'
import { type ReadyLookup, readyLookup } from './ready-lookup.ts'
import { type ReadyPanel, readyPanel } from './ready-panel.ts'
import type { Desk } from './shapes.ts'

/** A desk that was held to the contracts. */
export interface Ready {
  desk: Desk
  lists: ReadyList[]
  panels: ReadyPanel[]
  /** by type: what names its identifiers */
  names: Map<string, ReadyLookup>
}

/** Throws an error that names every list, member and operation that does not fit. */
export async function readyDesk(desk: Desk, parts: Parts): Promise<Ready> {
  const read = reading(await operationsOf(parts), desk.values)
  const panels = desk.panels.flatMap((one) => readyPanel(one, read) ?? [])
  const lists = desk.lists.flatMap((one) => readyList(one, panels, read) ?? [])
  if (desk.lists.length === 0) read.at('lists')('there is none, so staff can begin nowhere')
  const ids = [...desk.lists, ...desk.panels].map(({ id }) => id)
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) < index))) read.at(id)('two are called so')
  // Of a list that does not fit nobody knows what its items have.
  for (const one of lists.length === desk.lists.length ? panels : [])
    if (!lists.some((list) => list.panels.includes(one)))
      read.at(`panel ${one.panel.id}`)(
        `no item has ${Object.values(one.panel.by).join(' and ')} as ${one.called.id} takes it`,
      )
  const names = namesIn(desk, lists, read)
  if (read.faults.length > 0) throw new Error(`The desk does not fit the contracts:\n- ${read.faults.join('\n- ')}`)
  return { desk, lists, panels, names }
}

/** A lookup that a form asks names its type everywhere, unless it needs an item to be asked, or lists what is free by days. */
function namesIn(desk: Desk, lists: ReadyList[], read: Parameters<typeof readyPanel>[1]): Ready['names'] {
  const asked = lists
    .flatMap(({ actions, create }) => [...actions, ...(create ? [create] : [])])
    .flatMap(({ asks }) => asks.flatMap(({ lookup, schema }) => (lookup ? { lookup, type: typeOf(schema) } : [])))
    .filter(({ lookup }) => Object.keys(lookup.needs).length === 0 && lookup.lookup.group === undefined)
    .flatMap(({ lookup, type }) => (type ? [[type, lookup] as const] : []))
  const said = Object.entries(desk.names ?? {}).flatMap(([type, one]) => {
    const lookup = readyLookup(one, { type }, [], read, read.at(`names of ${type}`))
    return lookup ? [[type, lookup] as const] : []
  })
  return new Map([...asked, ...said])
}
