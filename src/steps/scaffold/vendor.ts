import type { Catalog } from '../../catalog/load.ts'
import { mayNameTypes, typesNamed } from '../../catalog/types-named.ts'
import type { Composition } from '../../schema.ts'

/**
 * The catalogue's files that the folder carries, unchanged: the kit, each part it uses with its contract, and the types that
 * these or the service's own contracts name. What a part brings has become composition by then, and what the catalogue has
 * beside it changes nothing. `contracts` are the service's own, as text.
 */
export function vendor(composition: Composition, catalog: Catalog, contracts: readonly string[]): Map<string, Buffer> {
  const wanted = ['kit/', 'capabilities/personal-data/']
  for (const [capability, { component }] of Object.entries(composition.components))
    wanted.push(`capabilities/${capability}/`, `components/${component}/`)
  const taken = [...catalog.files].filter(
    ([path]) =>
      wanted.some((prefix) => path.startsWith(prefix)) &&
      !/^kit\/tests\/|^capabilities\/[^/]+\/brings\.yaml$/.test(path),
  )
  const texts = taken.filter(([path]) => mayNameTypes(path)).map(([, bytes]) => bytes.toString())
  const types = typesNamed([...contracts, ...texts], (path) => catalog.files.get(path)?.toString())
  return new Map([...taken, ...[...catalog.files].filter(([path]) => types.has(path))])
}
