import * as z from 'zod'
import { plan } from '../plan.ts'
import { Plan, Report } from '../schema.ts'
import { acceptUnread, unreadProblems } from '../steps/unread.ts'
import * as inputs from './inputs.ts'
import { defineOperation } from './operation.ts'
import { makeTools } from './tools.ts'

export const planOperation = defineOperation({
  name: 'plan',
  title: 'Plan a service',
  description:
    'Reads the goal and shows what would be made: parts with reasons, wiring, rules and questions. Makes no service.',
  examples: ['"case triage service"', '"case triage service" --out plan.yaml', '"case triage service" --json'],
  positional: ['goal'],
  input: z.strictObject({
    goal: inputs.goal,
    out: z.string().optional().describe('Save the plan in this file, as YAML or, by its name, as JSON.'),
    use: inputs.use,
    without: inputs.without,
    answer: inputs.answer,
    ...inputs.modelInputs,
    timeout: inputs.timeout,
    trace: inputs.trace,
    catalog: inputs.catalog,
    acceptUnread: inputs.acceptUnread,
    yes: z.boolean().default(false).describe('Replace the file of --out even if it holds something else than a plan.'),
  }),
  output: Report.extend({ plan: Plan.optional() }),
  hints: { readOnly: true, destructive: false },
  terminalOnly: ['out', 'yes', 'trace'],
  async run(input, context) {
    const tools = await makeTools(input, context, 'plan')
    const planned = await plan(inputs.goalOf(input), tools)
    const made = input.acceptUnread ? acceptUnread(planned) : planned
    if (input.out !== undefined) {
      const { savePlan } = await import('./save-plan.ts')
      await savePlan(await context.reach(input.out), made, input.yes)
    }
    context.planned?.(made)
    await tools.journal.end()
    const problems = unreadProblems(made, tools.catalog, context.nameOf('acceptUnread'))
    const saved = input.out === undefined ? {} : { result: { saved: input.out } }
    return {
      version: 1,
      command: 'plan',
      verdict: problems.length === 0 ? 'planned' : 'refused',
      service: made.intent.name,
      plan: made,
      ...saved,
      problems,
    }
  },
})
