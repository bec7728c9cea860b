import * as z from 'zod'
import { defineTool } from '../brain/tool.ts'
import type { Catalog } from '../catalog/load.ts'

export const readContractTool = (catalog: Catalog) =>
  defineTool({
    name: 'read-contract',
    description: 'Lists the operations of one capability with their inputs and answers by shared type and role.',
    input: z.strictObject({ capability: z.string() }),
    run({ capability }) {
      const entry = catalog.capabilities.get(capability)
      if (!entry)
        return `There is no capability "${capability}"; there are ${[...catalog.capabilities.keys()].join(', ')}.`
      return entry.operations.map(({ id, method, path, summary, inputs, outputs }) => ({
        operation: id,
        does: `${method} ${path}: ${summary}`,
        takes: inputs.map(({ name, type, role, required }) => ({ name, type, role, required })),
        answers: outputs.map(({ path: member, type, role }) => ({ member, type, role })),
      }))
    },
  })
