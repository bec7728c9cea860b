import * as z from 'zod'
import { defineTool } from '../brain/tool.ts'

export const seeFailureTool = () =>
  defineTool({
    name: 'see-failure',
    description: 'Shows the whole message of a failed check of the last lap.',
    input: z.strictObject({ test: z.string() }),
    run({ test }, { input }) {
      const failures = 'repair' in input ? (input.repair?.failures ?? []) : []
      return (
        failures.find((failure) => failure.test === test) ??
        `No check of that name failed; failed are ${failures.map((one) => one.test).join(', ') || 'none'}.`
      )
    },
  })
