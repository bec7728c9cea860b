import * as z from 'zod'
import { Report } from '../schema.ts'
import * as inputs from './inputs.ts'
import { defineOperation } from './operation.ts'

export const Finding = z.strictObject({
  id: z.string(),
  verdict: z.enum(['ok', 'warn', 'fail']),
  detail: z.string(),
  advice: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>

export const doctorOperation = defineOperation({
  name: 'doctor',
  title: 'Check this machine',
  description: 'Tries what compose needs here: Node, the sandbox, Postgres, a browser, the catalogue and the agents.',
  examples: ['', '--json', '--catalog ./our-catalogue'],
  positional: [],
  input: z.strictObject({ catalog: inputs.catalog }),
  output: Report.extend({ result: z.array(Finding).optional() }),
  hints: { readOnly: true, destructive: false },
  async run(input, context) {
    const { examine } = await import('../doctor/examine.ts')
    const findings = await examine(input, context)
    const failed = findings.filter((finding) => finding.verdict === 'fail')
    return {
      version: 1,
      command: 'doctor',
      verdict: failed.length === 0 ? 'done' : 'refused',
      result: findings,
      problems: failed.map(({ id, detail, advice }) => ({
        code: 'environment',
        message: `${id}: ${detail}`,
        suggestion: advice,
      })),
    }
  },
})
