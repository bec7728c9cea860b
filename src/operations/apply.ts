import * as z from 'zod'
import { type Plan, Report } from '../schema.ts'
import { acceptUnread } from '../steps/unread.ts'
import { approve, make } from './compose.ts'
import * as inputs from './inputs.ts'
import { type Context, defineOperation } from './operation.ts'
import { readGiven } from './read-given.ts'
import { checkPlan, readPlanText } from './read-plan.ts'
import { makeTools } from './tools.ts'

export const applyOperation = defineOperation({
  name: 'apply',
  title: 'Make the service of a plan',
  description:
    'Makes and verifies the service that a saved plan describes. A plan that no longer fits the catalogue is refused.',
  examples: ['plan.yaml', 'plan.yaml --out referrals'],
  positional: ['plan'],
  input: z.strictObject({
    plan: z
      .union([z.string(), z.looseObject({})])
      .describe('The plan: a YAML or JSON file, or the plan itself, also as text.'),
    out: inputs.out,
    ...inputs.modelInputs,
    ...inputs.lapInputs,
    timeout: inputs.timeout,
    report: inputs.report,
    trace: inputs.trace,
    catalog: inputs.catalog,
    yes: inputs.yes,
    acceptUnread: inputs.acceptUnread,
    dryRun: inputs.dryRun,
  }),
  output: Report,
  hints: { readOnly: false, destructive: true },
  terminalOnly: ['report', 'trace'],
  async run(input, context) {
    const [given, tools] = await Promise.all([readPlan(input.plan, context), makeTools(input, context, 'apply')])
    const approved = input.yes ? approve(given, context.nameOf('yes')) : given
    const plan = input.acceptUnread ? acceptUnread(approved) : approved
    context.planned?.(plan)
    if (input.dryRun) {
      const { settle } = await import('../steps/settle.ts')
      settle(plan, tools.catalog)
    }
    return make(plan, input, context, tools)
  },
})

/** Reads and checks a plan. Throws 'bad-file' that names the file and the key. */
async function readPlan(given: string | object, context: Context): Promise<Plan> {
  if (typeof given !== 'string') return checkPlan(given, 'plan')
  if (isText(given)) return readPlanText(given, 'plan')
  const suggestion = 'Make one with: compose plan "case triage service" --out plan.yaml'
  return readPlanText(await readGiven(given, 'plan', suggestion, context), given)
}

/** Models often write an object that they shall hand over as its text. No name of a file looks like that. */
function isText(given: string): boolean {
  return /^\s*\{|^version: *\d/m.test(given)
}
