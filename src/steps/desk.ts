import type { Catalog } from '../catalog/load.ts'
import { capitalise, plural } from '../goal/words.ts'
import { type Asked, type Composition, Desk, type DeskOfKind, type Form, type List, type Panel } from '../schema.ts'

/** Parts in the order in which what they bring stands: the pattern's as it names them, then all others. */
type Parts = readonly string[]

/**
 * What the parts of a service bring for its staff, settled: operations with their capability, the noun in its place. What
 * needs a part that the service does not have is left out. What its pattern says stands in place of what the parts say.
 */
export function settleDesk(
  parts: Parts,
  noun: string,
  catalog: Catalog,
  kind: DeskOfKind = { lists: [], forms: {}, labels: {} },
): Desk {
  const has = (operation: string) => parts.includes(operation.split('.')[0]!)
  const said = <T>(value: T): T => inWords(value, noun) as T

  const brought = parts.map((id) => {
    const { lists, panels, forms, colours, labels, names } = catalog.capabilities.get(id)!.brings
    const named = (operation: string) => (operation.includes('.') ? operation : `${id}.${operation}`)
    const all = (operations: readonly string[]) => operations.map(named).filter(has)
    const found = (operation: string | undefined) =>
      operation !== undefined && has(named(operation)) ? named(operation) : undefined
    const list = ({ actions, item, count, new: created, ...one }: List): List => ({
      ...one,
      list: named(one.list),
      ...(found(count) ? { count: found(count) } : {}),
      ...(found(item) ? { item: found(item) } : {}),
      actions: all(actions),
      ...(found(created) ? { new: found(created) } : {}),
    })
    const panel = ({ actions, open, ...one }: Panel): Panel => ({
      ...one,
      from: named(one.from),
      ...(found(open) ? { open: found(open) } : {}),
      actions: all(actions),
    })
    const held = (one: NonNullable<Asked['hold']>) => {
      const release = found(one.release)
      return { do: named(one.do), takes: one.takes, gives: one.gives, ...(release && { release }) }
    }
    const ask = ({ from, text, hint, unless, value, needs, group, hold, gone, ...one }: Asked): Asked => {
      // What is held is no answer by itself, so that it is not asked for where nothing holds it.
      const rows = hold && !found(hold.do) ? undefined : found(from)
      if (!rows) return { ...one, ...defined({ hint }) }
      return {
        ...one,
        ...defined({ from: rows, text, hint, unless, value, needs, group, hold: hold && held(hold), gone }),
      }
    }
    const form = (one: Form): Form => ({
      ...one,
      asks: Object.fromEntries(Object.entries(one.asks).map(([member, asked]) => [member, ask(asked)])),
    })
    return said({
      lists: lists.map(list),
      panels: panels.map(panel),
      forms: Object.fromEntries(Object.entries(forms).map(([operation, one]) => [named(operation), form(one)])),
      colours,
      labels,
      names: Object.fromEntries(
        Object.entries(names).flatMap(([type, { from, ...one }]) =>
          found(from) ? [[type, { ...one, from: found(from)! }]] : [],
        ),
      ),
    })
  })
  const own = said(kind)
  const ofKind = (list: List): List => {
    const { actions, ...other } = own.lists.find(({ id }) => id === list.id) ?? {}
    return { ...list, ...defined(other), ...(actions ? { actions: actions.filter(has) } : {}) }
  }
  return Desk.parse({
    lists: brought.flatMap((one) => one.lists).map(ofKind),
    panels: brought.flatMap((one) => one.panels),
    forms: Object.assign({}, ...brought.map((one) => one.forms), own.forms),
    colours: Object.assign({}, ...brought.map((one) => one.colours)),
    labels: Object.assign({}, ...brought.map((one) => one.labels), own.labels),
    names: Object.assign({}, ...brought.map((one) => one.names)),
  })
}

/** The parts of a service, the pattern's first. */
export function partsInOrder(components: Composition['components'], first: readonly string[]): string[] {
  const all = Object.keys(components)
  return [...first.filter((id) => all.includes(id)), ...all.filter((id) => !first.includes(id))]
}

/** {noun} and {nouns}, also with a capital, in every text of a value. */
function inWords(value: unknown, noun: string): unknown {
  if (Array.isArray(value)) return value.map((one) => inWords(one, noun))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inWords(one, noun)]))
  if (typeof value !== 'string') return value
  const words: Record<string, string> = {
    noun,
    nouns: plural(noun),
    Noun: capitalise(noun),
    Nouns: capitalise(plural(noun)),
  }
  return value.replace(/\{([Nn]ouns?)\}/g, (_, word: string) => words[word]!)
}

function defined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>
}
