import type { Catalog } from '../catalog/load.ts'
import type { Composition } from '../schema.ts'
import { partsInOrder, settleDesk } from './desk.ts'
import { settleOwn } from './own.ts'
import { settlePeople } from './people.ts'

/**
 * A composition as it was written, with what it leaves to be settled: the scopes of levels, and, where it says nothing of
 * what staff or people see, as one of before did, what its parts bring. Throws 'bad-file' for a scope that no person can have.
 */
export function complete(written: Composition, catalog: Catalog): Composition {
  const people = settlePeople(written.people, written, catalog)
  const kind = catalog.patterns.get(written.pattern.name)?.file.spec
  const parts = partsInOrder(written.components, kind?.capabilities ?? []).filter((id) => catalog.capabilities.has(id))
  const { lists, panels, forms, person, keeps } = written
  const noDesk = lists.length === 0 && panels.length === 0 && Object.keys(forms).length === 0
  const noOwn = person.show.length === 0 && person.can.length === 0 && keeps.length === 0
  return {
    ...written,
    people,
    ...(noDesk ? settleDesk(parts, written.noun, catalog, kind) : {}),
    ...(noOwn ? settleOwn(parts, catalog, kind?.person) : {}),
  }
}
