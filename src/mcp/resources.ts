import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import { type Catalog, loadCatalog, ownCatalog } from '../catalog/load.ts'
import { listEntries } from '../catalog/search.ts'
import { ownRoot } from '../operations/root.ts'

const uriOf = (kind: string, id: string): string => `catalog://${kind}/${id}`

/** The files that say what an entry is: its own, and the contracts of a capability. */
function filesOf(catalog: Catalog, kind: string, id: string): string[] {
  const wanted: Record<string, string[]> = {
    pattern: [`patterns/${id}.yaml`],
    component: [`components/${id}/component.yaml`],
    capability: ['capability', 'openapi', 'asyncapi'].map((file) => `capabilities/${id}/${file}.yaml`),
  }
  return (wanted[kind] ?? []).filter((path) => catalog.files.has(path))
}

/** Offers every entry of the catalogue as `catalog://<kind>/<id>`. */
export function addResources(server: McpServer): void {
  let loaded: Promise<Catalog> | undefined
  const open = (): Promise<Catalog> => {
    loaded ??= loadCatalog(ownCatalog(ownRoot()))
    return loaded
  }
  const list = async () => ({
    resources: listEntries(await open()).map(({ kind, id, title, description }) => ({
      uri: uriOf(kind, id),
      name: id,
      title,
      description,
      mimeType: 'application/yaml',
    })),
  })
  server.registerResource(
    'catalogue entry',
    new ResourceTemplate('catalog://{kind}/{id}', { list }),
    { title: 'An entry of the catalogue', description: 'A pattern, a capability with its contracts, or a component.' },
    async (uri, { kind, id }) => {
      const catalog = await open()
      const paths = filesOf(catalog, String(kind), String(id))
      if (paths.length === 0) throw new Error(`The catalogue has no ${kind} "${id}".`)
      return {
        contents: paths.map((path, index) => ({
          uri: index === 0 ? uri.href : `${uri.href}#${path.split('/').at(-1)}`,
          mimeType: 'application/yaml',
          text: catalog.files.get(path)!.toString('utf8'),
        })),
      }
    },
  )
}
