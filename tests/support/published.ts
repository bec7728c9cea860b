import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { roles } from '../../src/brain/roles.ts'
import { toolOf } from '../../src/mcp/tools.ts'
import { operations } from '../../src/operations.ts'
import { catalog, compositionOf, filesOf, root } from './plan.ts'

type Schema = Record<string, unknown>

/** Every JSON Schema that leaves this repository, by where it stands. */
export async function publishedSchemas(): Promise<Map<string, Schema>> {
  const found = new Map<string, Schema>()
  const reference = join(root, 'docs/reference/schemas')
  for (const name of await readdir(reference))
    found.set(`docs/reference/schemas/${name}`, JSON.parse(await readFile(join(reference, name), 'utf8')))
  for (const operation of operations) {
    const { inputSchema, name, outputSchema } = toolOf(operation)
    found.set(`MCP ${name} input`, inputSchema)
    found.set(`MCP ${name} output`, outputSchema!)
  }
  for (const [name, role] of Object.entries(roles))
    found.set(`answer of the ${name}`, z.toJSONSchema(role.answer, { io: 'input', unrepresentable: 'any' }))
  const composed = await filesOf(await compositionOf('triage referrals, high priority if there is a risk of harm'))
  const delivered = [...composed].map(([path, { bytes }]) => [path, bytes] as const)
  for (const [path, bytes] of [...catalog.files, ...delivered]) {
    const text = () => parse(bytes.toString('utf8'))
    if (/^types\/\w+\.yaml$/.test(path)) found.set(path, text())
    else if (/\/(openapi|asyncapi)\.yaml$/.test(path)) {
      for (const [at, schema] of schemasIn(text(), path)) found.set(at, schema)
    } else if (/^components\/[^/]+\/component\.yaml$/.test(path)) found.set(path, text().spec.config ?? {})
  }
  return found
}

/** The schemas of a contract: those with a name, and those that stand where they are used. */
function schemasIn(value: unknown, at: string): [string, Schema][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]): [string, Schema][] => {
    const here = `${at}/${key}`
    if (key === 'schemas')
      return Object.entries(item as Schema).map(([name, one]) => [`${here}/${name}`, one as Schema])
    if (key === 'schema' || key === 'payload') return [[here, item as Schema]]
    return schemasIn(item, here)
  })
}

/** Every regular expression of a schema. A property that is called `pattern` is an object, not a text. */
export function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'pattern' && typeof item === 'string') return [item]
    return [...(key === 'patternProperties' ? Object.keys(item as Schema) : []), ...patternsIn(item)]
  })
}
