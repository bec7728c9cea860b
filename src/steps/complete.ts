import type { Catalog } from '../catalog/load.ts'
import type { Composition } from '../schema.ts'
import { partsInOrder, settleDesk } from './desk.ts'
import { settlePeople } from './people.ts'

/**
 * A composition as it was written, with what it leaves to be settled: the scopes of levels, and, where it says nothing of
 * what staff see, as one of before did, what its parts bring. Throws 'bad-file' for a scope that no person can have.
 */
export function complete(written: Composition, catalog: Catalog): Composition {
  const people = settlePeople(written.people, written, catalog)
  const silent = written.lists.length === 0 && written.panels.length === 0 && Object.keys(written.forms).length === 0
  if (!silent) return { ...written, people }
  const first = catalog.patterns.get(written.pattern.name)?.file.spec.capabilities ?? []
  return { ...written, people, ...settleDesk(partsInOrder(written.components, first), written.noun, catalog) }
}
