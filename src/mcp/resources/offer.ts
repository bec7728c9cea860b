import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { absent } from './absent.ts'
import { listFrom, pageIn, pageOf } from './pages.ts'
import type { Content, Source } from './source.ts'

/** Resources that a list answers at once. */
const atOnce = 100
/** Lists and reads what the sources have; whatever is long can be read page by page. */
export function offerResources(server: Server, sources: readonly Source[]): void {
  server.setRequestHandler(ListResourcesRequestSchema, async ({ params }) => {
    const all = (await Promise.all(sources.map((source) => source.list()))).flat()
    const { items, ...more } = listFrom(all, params?.cursor, atOnce)
    return { resources: items, ...more }
  })
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: sources.flatMap(({ templates }) => templates),
  }))
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => ({
    contents: await readFrom(sources, uri),
  }))
}

/** What is at an address, or one page of it. Throws where there is nothing. */
export async function readFrom(sources: readonly Source[], uri: string): Promise<Content[]> {
  const { whole, page } = pageIn(uri)
  const contents = await findAt(sources, whole)
  if (contents && page === undefined) return contents
  const found = contents && pageOf(contents, page!)
  if (found) return [found]
  throw absent(uri)
}

/** The texts at an address, whosoever they are. */
export async function findAt(sources: readonly Source[], uri: string): Promise<Content[] | undefined> {
  for (const source of sources) {
    const contents = await source.read(uri)
    if (contents) return contents
  }
  return undefined
}
