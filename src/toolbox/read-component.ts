import * as z from 'zod'
import { defineTool } from '../brain/tool.ts'
import type { Catalog } from '../catalog/load.ts'

export const readComponentTool = (catalog: Catalog) =>
  defineTool({
    name: 'read-component',
    description: 'Reads the entry of one component: what it provides and needs, its data, owner and lifecycle.',
    input: z.strictObject({ component: z.string() }),
    run({ component }) {
      const entry = catalog.components.get(component)
      return entry
        ? entry.file
        : `There is no component "${component}"; there are ${[...catalog.components.keys()].join(', ')}.`
    },
  })
