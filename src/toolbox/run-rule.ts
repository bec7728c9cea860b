import * as z from 'zod'
import { defineTool } from '../brain/tool.ts'
import { decide } from '../goal/decide.ts'
import { Rule } from '../schema.ts'

export const runRuleTool = () =>
  defineTool({
    name: 'run-rule',
    description: 'Runs a decision table on examples of answers and shows which row decides each.',
    input: z.strictObject({
      table: Rule,
      examples: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).max(50),
    }),
    run: ({ table, examples }) =>
      examples.map((answers) => {
        const row = decide(table, answers)
        if (!row) return { is: 'no row holds' }
        const at = table.rows.indexOf(row)
        // A sum is of several rows.
        return { is: row.is, ...(at < 0 ? {} : { row: at + 1 }) }
      }),
  })
