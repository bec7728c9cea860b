import * as z from 'zod'
import { plan } from '../plan.ts'
import type { Shown } from '../reports/shown.ts'
import { type Plan, Report } from '../schema.ts'
import { acceptUnread, refuseUnread } from '../steps/unread.ts'
import type { Tools } from '../tools.ts'
import * as inputs from './inputs.ts'
import { type Context, defineOperation } from './operation.ts'
import { makeTools } from './tools.ts'

/** An approved plan, as --yes leaves it: what the policy wanted a person to see counts as seen. */
export function approve(plan: Plan, by: string): Plan {
  const verdicts = plan.verdicts.map((one) =>
    one.verdict === 'pass' ? one : { ...one, verdict: 'pass' as const, detail: `${one.detail}; approved by ${by}` },
  )
  return { ...plan, verdicts }
}

/** Makes the folder from a plan, or tells what would be made; both `compose` and `apply` end here. `timeout` is in seconds. */
export async function make(
  plan: Plan,
  target: { out?: string; timeout: number; laps: number; unsafeNoSandbox: boolean; dryRun: boolean },
  context: Context,
  tools: Tools,
): Promise<Report> {
  const folder = await context.reach(target.out ?? plan.intent.name)
  try {
    refuseUnread(plan, tools.catalog, context.nameOf('acceptUnread'))
  } catch (error) {
    context.atEnd?.(() => ({ service: plan.intent.name, plan }))
    throw error
  }
  if (target.dryRun) {
    await (await import('../workspace/open.ts')).tryFolder(folder)
    await tools.journal.end()
    const service = plan.intent.name
    return { version: 1, command: 'compose', verdict: 'planned', service, folder, plan, problems: [] }
  }
  const { apply } = await import('../compose.ts')
  const { laps, unsafeNoSandbox: unsafe } = target
  const shown = (one: Shown) => context.shown?.(one, tools.catalog)
  const report = await apply(plan, { folder, timeout: target.timeout * 1000, laps, unsafe, shown }, tools)
  if (report.verdict === 'verified') await tools.journal.end()
  return { ...report, plan }
}

export const composeOperation = defineOperation({
  name: 'compose',
  title: 'Compose a service',
  description: 'Turns one sentence into a folder with a service that runs, verified for real before it is delivered.',
  examples: [
    '"case triage service"',
    '"triage referrals, high priority if there is a risk of harm, text people" --out referrals',
    '"case triage service" --dry-run',
  ],
  positional: ['goal'],
  input: z.strictObject({
    goal: inputs.goal,
    out: inputs.out,
    use: inputs.use,
    without: inputs.without,
    answer: inputs.answer,
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
    const tools = await makeTools(input, context, 'compose')
    const planned = await plan(inputs.goalOf(input), tools)
    const approved = input.yes ? approve(planned, context.nameOf('yes')) : planned
    const settled = input.acceptUnread ? acceptUnread(approved) : approved
    context.planned?.(settled)
    return make(settled, input, context, tools)
  },
})
