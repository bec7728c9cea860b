import * as z from 'zod'
import { defineTool, type Tool } from './brain/tool.ts'
import type { Catalog } from './catalog/load.ts'
import { search } from './catalog/search.ts'
import { checkIntentTool } from './toolbox/check-intent.ts'
import { readComponentTool } from './toolbox/read-component.ts'
import { readContractTool } from './toolbox/read-contract.ts'
import { runRuleTool } from './toolbox/run-rule.ts'
import { seeFailureTool } from './toolbox/see-failure.ts'
import { tryPlanTool } from './toolbox/try-plan.ts'

const searchCatalogTool = (catalog: Catalog) =>
  defineTool({
    name: 'search-catalog',
    description: 'Finds the patterns, capabilities and components that fit some words best.',
    input: z.strictObject({ words: z.string().max(300) }),
    run: ({ words }) =>
      search(catalog, words, 8).map(({ kind, id, title, description }) => ({ kind, id, title, description })),
  })

/** Everything an agent may look up. All of it reads; none of it writes, runs or connects. */
export function toolsOf(catalog: Catalog): readonly Tool[] {
  return [
    searchCatalogTool(catalog),
    readComponentTool(catalog),
    checkIntentTool(catalog),
    tryPlanTool(catalog),
    readContractTool(catalog),
    runRuleTool(),
    seeFailureTool(),
  ]
}
