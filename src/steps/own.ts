import type { Catalog } from '../catalog/load.ts'
import type { Composition, Own } from '../schema.ts'

/** What the parts of a service and its pattern bring for people's own records, settled: operations with their capability. */
export function settleOwn(
  parts: readonly string[],
  catalog: Catalog,
  kind: Own = { show: [], can: [], todo: [] },
): Pick<Composition, 'person' | 'keeps'> {
  const brought = parts.map((id) => {
    const { person, keeps } = catalog.capabilities.get(id)!.brings
    const named = (operation: string) => `${id}.${operation}`
    return {
      show: person.show ? [{ ...person.show, from: named(person.show.from) }] : [],
      lists: person.lists.map((one) => ({
        ...one,
        from: named(one.from),
        ...(one.open === undefined ? {} : { open: named(one.open) }),
      })),
      can: person.can.map(named),
      todo: person.todo.map(({ does, ...one }) => ({
        from: named(person.show!.from),
        ...one,
        ...(does === undefined ? {} : { does: named(does) }),
      })),
      keeps: keeps.map((one) => ({ ...one, by: named(one.by) })),
    }
  })
  const lists = brought.flatMap((one) => one.lists)
  return {
    person: {
      show: brought
        .flatMap(({ show }) => show)
        .map((facts) => kind.show.find(({ from }) => from === facts.from) ?? facts),
      ...(lists.length > 0 ? { lists } : {}),
      can: [...brought.flatMap(({ can }) => can), ...kind.can],
      todo: [...brought.flatMap(({ todo }) => todo), ...kind.todo],
    },
    keeps: brought.flatMap(({ keeps }) => keeps),
  }
}
