import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import { clientInput, type Operation } from '../operations/operation.ts'

/** `catalog list` → `catalog_list`. */
export const nameOf = (operation: Operation): string => operation.name.replaceAll(' ', '_')

/** What every tool takes besides: how much of the report a client has room for. */
const brief = z
  .boolean()
  .default(false)
  .describe('Leave out of the report what is long; it says where each such part can be read, page by page.')

/** The operation as clients call it. */
export const withBrief = (operation: Operation): Operation => ({
  ...operation,
  input: operation.input.extend({ brief }),
  run: ({ brief: _brief, ...input }, context) => operation.run(input, context),
})

/** How a client sees an operation. */
export function toolOf(operation: Operation): Tool {
  const { title, description, hints, input, output } = operation
  return {
    name: nameOf(operation),
    title,
    description,
    inputSchema: schemaOf(clientInput(operation), 'input'),
    outputSchema: schemaOf(output, 'output'),
    annotations: {
      title,
      readOnlyHint: hints.readOnly,
      destructiveHint: hints.destructive,
      idempotentHint: true,
      // With a model behind it, it speaks to an endpoint.
      openWorldHint: 'callTimeout' in input.shape,
    },
  }
}

/** JSON Schema 2020-12, which is what MCP takes a schema for that does not say; some clients know no `$schema` but their own. */
function schemaOf(shape: z.ZodObject, io: 'input' | 'output'): Tool['inputSchema'] {
  const { $schema: _said, ...schema } = z.toJSONSchema(shape, { io })
  return schema as Tool['inputSchema']
}
