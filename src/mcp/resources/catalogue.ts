import { type Catalog, loadCatalog, ownCatalog } from '../../catalog/load.ts'
import { listEntries } from '../../catalog/search.ts'
import { ownRoot } from '../../operations/root.ts'
import { absent } from './absent.ts'
import type { Source } from './source.ts'

const mimeType = 'application/yaml'
const kinds = ['pattern', 'capability', 'component']

/** The files that say what an entry is: its own, and the contracts of a capability. */
function filesOf(catalog: Catalog, kind: string, id: string): string[] {
  const wanted: Record<string, string[]> = {
    pattern: [`patterns/${id}.yaml`],
    component: [`components/${id}/component.yaml`],
    capability: ['capability', 'openapi', 'asyncapi'].map((file) => `capabilities/${id}/${file}.yaml`),
  }
  return (wanted[kind] ?? []).filter((path) => catalog.files.has(path))
}

/** Every entry of the catalogue, as `catalog://<kind>/<id>`. */
export function catalogueSource(): Source {
  let loaded: Promise<Catalog> | undefined
  const open = (): Promise<Catalog> => {
    loaded ??= loadCatalog(ownCatalog(ownRoot()))
    return loaded
  }
  return {
    templates: [
      {
        name: 'catalogue entry',
        uriTemplate: 'catalog://{kind}/{id}{?page}',
        title: 'An entry of the catalogue',
        description: 'A pattern, a capability with its contracts, or a component.',
        mimeType,
      },
    ],
    async list() {
      return listEntries(await open()).map(({ kind, id, title, description }) => ({
        uri: `catalog://${kind}/${id}`,
        name: id,
        title,
        description,
        mimeType,
      }))
    },
    async read(uri) {
      const [, kind, id] = /^catalog:\/\/([^/]+)\/([^/]+)$/.exec(uri) ?? []
      if (kind === undefined || id === undefined) return undefined
      const catalog = await open()
      const paths = filesOf(catalog, kind, id)
      if (paths.length === 0) throw absent(uri, `The catalogue has no ${kind} "${id}".`)
      return paths.map((path, index) => ({
        uri: index === 0 ? uri : `${uri}#${path.split('/').at(-1)}`,
        mimeType,
        text: catalog.files.get(path)!.toString('utf8'),
      }))
    },
    async complete(place, { kind }) {
      if (place === 'kind') return kinds
      if (place !== 'id') return []
      const entries = listEntries(await open())
      return entries.filter((entry) => kind === undefined || entry.kind === kind).map(({ id }) => id)
    },
  }
}
