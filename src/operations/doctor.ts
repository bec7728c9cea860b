import * as z from 'zod'
import { Finding } from '../doctor/finding.ts'
import { ComposeError } from '../errors.ts'
import { Report } from '../schema.ts'
import * as inputs from './inputs.ts'
import { defineOperation } from './operation.ts'

export const doctorOperation = defineOperation({
  name: 'doctor',
  title: 'Check this machine',
  description:
    'Tries what compose needs here: Node, the sandbox, Postgres, a browser, the catalogue and the agents. Uses no network, unless it is to try the model.',
  examples: ['', '--json', '--catalog ./our-catalogue', '--model', '--model gpt-4.1-mini --call-timeout 120'],
  positional: ['name'],
  input: z.strictObject({
    catalog: inputs.catalog,
    model: z.boolean().default(false).describe('Try the model endpoint too: what it can do.'),
    name: z.string().min(1).max(200).optional().describe('The model to try (or COMPOSE_MODEL).'),
    callTimeout: z
      .number()
      .min(1)
      .max(3600)
      .default(30)
      .describe('Seconds that each small request to the model may take.'),
  }),
  output: Report.extend({ result: z.array(Finding).optional() }),
  hints: { readOnly: true, destructive: false },
  async run(input, context) {
    if (input.name !== undefined && !input.model) {
      throw new ComposeError('bad-option', `doctor tries a model only with ${context.nameOf('model')}.`, {
        suggestion: `Add ${context.nameOf('model')}, or leave "${input.name}" out.`,
      })
    }
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
