import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CompleteRequestSchema, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js'
import { bounded } from '../errors.ts'
import { askNamed } from './prompts.ts'
import type { Source } from './resources/source.ts'

/** Values that MCP lets an answer hold. */
const most = 100

/** Completes the places of resource templates and the arguments of prompts, by what a value begins with. */
export function offerCompletion(server: Server, sources: readonly Source[], roots: readonly string[]): void {
  server.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument, context } }) => {
    const given = context?.arguments ?? {}
    const all =
      ref.type === 'ref/prompt'
        ? await ofPrompt(ref.name, argument.name, sources, roots)
        : await sourceOf(ref.uri, sources).complete(argument.name, given)
    const fitting = all.filter((value) => value.startsWith(argument.value))
    return { completion: { values: fitting.slice(0, most), total: fitting.length, hasMore: fitting.length > most } }
  })
}

async function ofPrompt(name: string, argument: string, sources: readonly Source[], roots: readonly string[]) {
  if (!askNamed(name).arguments.some((one) => one.name === argument)) return []
  if (argument === 'folder') return (await Promise.all(roots.map(servicesIn))).flat()
  return (await Promise.all(sources.map((source) => source.complete(argument, {})))).flat()
}

/** The composed folders right below one; of the first root they are named as they are, since paths start there. */
async function servicesIn(root: string, index: number): Promise<string[]> {
  const names = await readdir(root).catch(() => [])
  const services = names.filter((name) => existsSync(join(root, name, 'composition.yaml')))
  return services.sort().map((name) => (index === 0 ? name : join(root, name)))
}

function sourceOf(uri: string, sources: readonly Source[]): Source {
  const source = sources.find(({ templates }) => templates.some((one) => one.uriTemplate === uri))
  if (source) return source
  throw new McpError(ErrorCode.InvalidParams, bounded(`There is no resource template "${uri}".`))
}
