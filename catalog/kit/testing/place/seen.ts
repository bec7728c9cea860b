import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { calls, events, eventually, redeliver, type Sent, send, tokenOf } from './index.ts'

/** Where what staff see of a record is found in a service's API, as data. Paths have {parameters}. */
export interface Seen {
  /** Who of the staff looks. */
  as: string
  lists: {
    id: string
    /** Beginning of the operations whose changes can be seen here: case-management. */
    part: string
    path: string
    /** Member of the answer that has the rows, and member of a row that is the record's reference. */
    rows: string
    reference: string
    item: string
    /** Parameter of the item → member of a row. */
    which: Record<string, string>
  }[]
  /** `show`: the members of an entry that staff read. */
  panels: { id: string; part: string; path: string; rows: string; which: Record<string, string>; show: string[] }[]
  /** What staff do, by the operation that carries it out. */
  acts: {
    do: string
    api: string
    list: string
    method: string
    path: string
    which: Record<string, string>
    as: string
    /** The panel that it stands in, and that may say when it is allowed. */
    panel?: string
  }[]
}

export type Row = Record<string, unknown>

const fill = (template: string, which: Record<string, string>, from: Row) =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(from[which[name] ?? name])))

/** What tests see and do as staff, by the reference of a record alone. */
export function seeing(seen: Seen) {
  const listOf = (id?: string) => {
    const list = seen.lists.find((one) => id === undefined || one.id === id)
    if (!list) throw new Error(`no list ${id ?? ''} has records`)
    return list
  }
  const about = (reference: string, part: string) => [reference, part]
  const read = async (path: string): Promise<Row | undefined> => {
    const { status, body } = await send('GET', path, { token: await tokenOf(seen.as) })
    return status === 200 ? body : undefined
  }

  /** What an item is found by: a row of the list, or the reference where that is enough. */
  async function found(reference: string, id?: string): Promise<Row | undefined> {
    const { path, rows, reference: member, which } = listOf(id)
    if (Object.values(which).every((name) => name === member)) return { [member]: reference }
    for (let after = ''; ; ) {
      const page = await read(`${path}${after}`)
      const row = (page?.[rows] as Row[] | undefined)?.find((one) => one[member] === reference)
      if (row || !page?.next) return row
      after = `?after=${encodeURIComponent(String(page.next))}`
    }
  }

  /** The item of a record; undefined while there is none. */
  async function item(reference: string, id?: string): Promise<Row | undefined> {
    const row = await found(reference, id)
    return row && read(fill(listOf(id).item, listOf(id).which, row))
  }

  /** Where its page is, for staff. */
  async function pageOf(reference: string, id?: string): Promise<string> {
    const row = await found(reference, id)
    const values = Object.values(listOf(id).which).map((member) => encodeURIComponent(String(row?.[member])))
    return `/staff/${listOf(id).id}/at/${values.join(',')}`
  }

  /** Where the API has the item. */
  async function itemPath(reference: string, id?: string): Promise<string> {
    await opened(reference, id)
    return fill(listOf(id).item, listOf(id).which, (await found(reference, id))!)
  }

  /** The item, once it is there. */
  function opened(reference: string, id?: string): Promise<Row> {
    return eventually(
      `${reference} to be among ${listOf(id).id}`,
      () => item(reference, id),
      about(reference, listOf(id).part),
    )
  }

  /** A member of the item, once it is as it is wanted. */
  async function shown(reference: string, member: string, wanted: unknown, id?: string): Promise<unknown> {
    const look = async () => {
      const found = await item(reference, id)
      return found && isDeepStrictEqual(found[member], wanted) ? { value: wanted } : undefined
    }
    const what = `${member} of ${reference} to be ${JSON.stringify(wanted)}`
    return (await eventually(what, look, about(reference, listOf(id).part))).value
  }

  const panelOf = (id: string) => {
    const found = seen.panels.find((one) => one.id === id)
    if (!found) throw new Error(`there is no panel ${id}`)
    return found
  }
  /** All that a panel has of a record. */
  async function beside(reference: string, id: string): Promise<Row | undefined> {
    const { which, path } = panelOf(id)
    const from = Object.values(which).includes('reference') ? { reference } : await opened(reference)
    return read(fill(path, which, from))
  }

  /** The entries of a panel. */
  async function panel(reference: string, id: string): Promise<Row[]> {
    return ((await beside(reference, id))?.[panelOf(id).rows] as Row[] | undefined) ?? []
  }

  /** How many entries of a panel hold a text, once there are as many as expected, or more. */
  function entries(reference: string, id: string, says: string, expected: number, where: Row = {}): Promise<number> {
    const text = says.replaceAll('{reference}', reference)
    const { part = '', show = [] } = seen.panels.find((one) => one.id === id) ?? {}
    const fits = (row: Row) =>
      // What nobody reads, such as the reference that an entry is filed under, says nothing.
      show.some((name) => String(row[name] ?? '').includes(text)) &&
      Object.entries(where).every(([name, value]) => row[name] === value)
    return count(
      `${id} that say "${text}"`,
      about(reference, part),
      expected,
      async () => (await panel(reference, id)).filter(fits).length,
    )
  }

  /**
   * Does something to a record as somebody of the staff who may, once its item is there, and once the panel that it stands in
   * lets it be done. Throws when it is not taken.
   */
  async function act(reference: string, operation: string, body: object): Promise<Sent> {
    const found = seen.acts.find((one) => one.do === operation)
    if (!found) throw new Error(`staff do no ${operation}`)
    const path = fill(found.path, found.which, await opened(reference, found.list))
    if (found.panel !== undefined) {
      const isAllowed = async () => ((await allows(reference, operation)) ? true : undefined)
      await eventually(`${found.panel} to allow ${operation}`, isAllowed, about(reference, panelOf(found.panel).part))
    }
    const taken = Object.keys(body).length > 0 ? { body } : {}
    const sent = await send(found.method, path, { token: await tokenOf(found.as), ...taken })
    if (sent.status >= 300) throw new Error(`${operation} was not taken: ${sent.status} ${JSON.stringify(sent.body)}`)
    return sent
  }

  /** Lets an event of a part come about a record, once its item is there; twice, as any event may. */
  async function come(reference: string, type: string): Promise<void> {
    await opened(reference)
    const event = { id: randomUUID(), type, source: '/components/of-a-test', subject: reference }
    const whole = { ...event, time: new Date().toISOString(), data: {} }
    for (const one of [whole, whole]) await redeliver(one)
  }

  /** Where an act on a record goes, whether its state lets it be done or not. */
  async function pathOf(reference: string, operation: string): Promise<string> {
    const { path, which, list } = seen.acts.find((one) => one.do === operation)!
    return fill(path, which, await opened(reference, list))
  }

  /** The same, if its state lets it be done. An item or a panel that does not say lets all be done. */
  async function wayTo(reference: string, operation: string): Promise<string | undefined> {
    const { path, which, list, panel: id } = seen.acts.find((one) => one.do === operation)!
    const found = await opened(reference, list)
    const { allowed } = id === undefined ? found : ((await beside(reference, id)) ?? {})
    const lets = !Array.isArray(allowed) || allowed.includes(operation.split('.')[1])
    return lets ? fill(path, which, found) : undefined
  }

  /** Whether the state of a record lets something be done. */
  const allows = async (reference: string, operation: string) => (await wayTo(reference, operation)) !== undefined

  return {
    item,
    itemPath,
    opened,
    pageOf,
    shown,
    panel,
    entries,
    act,
    allows,
    come,
    pathOf,
    wayTo,
    /** Whether something is done in a panel, which may let it be done only later. */
    isBeside: (operation: string) => seen.acts.find((one) => one.do === operation)?.panel !== undefined,
    panels: seen.panels.map(({ id }) => id),
  }
}

/** Waits for as many as are expected, then a little longer for one too many. */
async function count(what: string, about: string[], expected: number, look: () => Promise<number>): Promise<number> {
  await eventually(what, async () => ((await look()) >= expected ? true : undefined), about)
  await new Promise((resolve) => setTimeout(resolve, 150))
  return look()
}

/** How many events of a type there are about a record. */
export function eventsOf(reference: string, type: string, expected: number): Promise<number> {
  return count(`the event ${type}`, [], expected, async () => (await events({ type, subject: reference })).length)
}

/** How often an operation was called about a record, where a call that was tried again counts once. */
export function callsAbout(reference: string, operation: string, expected: number): Promise<number> {
  const look = async () => new Set((await calls({ operation, reference })).map(({ key }) => key)).size
  return count(`${operation} to be called about ${reference}`, [reference], expected, look)
}

/** What an operation answered last, once it was called: a member of it. */
export async function answered(operation: string, member: string): Promise<unknown> {
  const [capability = ''] = operation.split('.')
  const last = await eventually(`${operation} to be called`, async () => (await calls({ operation })).at(-1), [
    `${capability}.`,
  ])
  return last.answer[member]
}

/** What arrived at an operation about a record: a member of what it was sent. */
export async function arrived(reference: string, operation: string, member: string): Promise<unknown> {
  const [capability = ''] = operation.split('.')
  const call = await eventually(
    `${operation} to be called about ${reference}`,
    async () => (await calls({ operation, reference })).at(-1),
    [reference, `${capability}.`],
  )
  return { ...call.path, ...call.query, ...call.body }[member]
}
