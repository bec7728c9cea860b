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
  examples: [
    '"case triage service"',
    '"case triage service" --out plan.yaml',
    '"case triage service" --page plan.html',
    '"case triage service" --json',
  ],
  positional: ['goal'],
  input: z.strictObject({
    goal: inputs.goal,
    out: z.string().optional().describe('Save the plan in this file, as YAML or, by its name, as JSON.'),
    page: z
      .string()
      .min(1)
      .optional()
      .describe('Write the plan in this file as a page for those who decide: one HTML file that needs nothing else.'),
    use: inputs.use,
    without: inputs.without,
    answer: inputs.answer,
    ...inputs.modelInputs,
    timeout: inputs.timeout,
    trace: inputs.trace,
    catalog: inputs.catalog,
    acceptUnread: inputs.acceptUnread,
    yes: z.boolean().default(false).describe('Replace the files of --out and --page even if they hold something else.'),
  }),
  output: Report.extend({ plan: Plan.optional() }),
  hints: { readOnly: true, destructive: false },
  terminalOnly: ['out', 'page', 'yes', 'trace'],
  async run(input, context) {
    const tools = await makeTools(input, context, 'plan')
    const planned = await plan(inputs.goalOf(input), tools)
    const made = input.acceptUnread ? acceptUnread(planned) : planned
    if (input.out !== undefined) {
      const { savePlan } = await import('./save-plan.ts')
      await savePlan(await context.reach(input.out), made, input.yes)
    }
    if (input.page !== undefined) {
      const { savePage } = await import('./save-page.ts')
      await savePage(input.page, made, input.yes, tools, context)
    }
    context.planned?.(made)
    await tools.journal.end()
    const problems = unreadProblems(made, tools.catalog, context.nameOf('acceptUnread'))
    const { out: saved, page } = input
    const result = { ...(saved === undefined ? {} : { saved }), ...(page === undefined ? {} : { page }) }
    return {
      version: 1,
      command: 'plan',
      verdict: problems.length === 0 ? 'planned' : 'refused',
      service: made.intent.name,
      plan: made,
      ...(Object.keys(result).length > 0 ? { result } : {}),
      problems,
    }
  },
})
