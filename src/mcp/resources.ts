import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { type Catalog, loadCatalog, ownCatalog } from '../catalog/load.ts'
import { listEntries } from '../catalog/search.ts'
import { bounded } from '../errors.ts'
import { ownRoot } from '../operations/root.ts'

const mimeType = 'application/yaml'

const template = {
  name: 'catalogue entry',
  uriTemplate: 'catalog://{kind}/{id}',
  title: 'An entry of the catalogue',
  description: 'A pattern, a capability with its contracts, or a component.',
  mimeType,
}

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
export function addResources(server: Server): void {
  let loaded: Promise<Catalog> | undefined
  const open = (): Promise<Catalog> => {
    loaded ??= loadCatalog(ownCatalog(ownRoot()))
    return loaded
  }
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({
    resources: listEntries(await open()).map(({ kind, id, title, description }) => ({
      uri: `catalog://${kind}/${id}`,
      name: id,
      title,
      description,
      mimeType,
    })),
  }))
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [template] }))
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    const catalog = await open()
    const [, kind = '', id = ''] = /^catalog:\/\/([^/]+)\/([^/]+)$/.exec(uri) ?? []
    const paths = filesOf(catalog, kind, id)
    if (paths.length === 0) {
      throw new McpError(ErrorCode.InvalidParams, bounded(`The catalogue has no ${kind || 'entry'} "${id || uri}".`))
    }
    return {
      contents: paths.map((path, index) => ({
        uri: index === 0 ? uri : `${uri}#${path.split('/').at(-1)}`,
        mimeType,
        text: catalog.files.get(path)!.toString('utf8'),
      })),
    }
  })
}
