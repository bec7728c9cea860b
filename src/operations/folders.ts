import * as z from 'zod'
import { Report } from '../schema.ts'
import type { Target, Tools } from '../tools.ts'
import * as inputs from './inputs.ts'
import { type Context, defineOperation } from './operation.ts'
import { asComposeError, reportOfError } from './outcome.ts'
import { makeTools } from './tools.ts'

const reports = Report.extend({ result: z.array(Report).optional() })
/** Worst first: the verdict of several folders is that of the worst of them. */
const order: readonly Report['verdict'][] = ['refused', 'failed', 'inconclusive', 'verified']

/** Does the same to each folder, one after the other: an error in one does not keep the others from their turn. */
async function each(
  command: string,
  input: { folders: string[]; catalog?: string | undefined; brain?: string | undefined },
  context: Context,
  work: (folder: string, tools: Tools) => Promise<Report>,
): Promise<Report> {
  const tools = await makeTools(input, context)
  const done: Report[] = []
  for (const [index, given] of input.folders.entries()) {
    if (input.folders.length > 1) context.turn?.(given, index + 1, input.folders.length)
    const folder = await context.reach(given)
    if (input.folders.length === 1) return work(folder, tools)
    try {
      done.push({ ...(await work(folder, tools)), command, folder })
    } catch (error) {
      context.signal.throwIfAborted()
      done.push({ ...reportOfError(command, asComposeError(error)), folder })
    }
  }
  const verdict = order.find((one) => done.some((report) => report.verdict === one)) ?? 'verified'
  return { version: 1, command, verdict, result: done, problems: done.flatMap((report) => report.problems) }
}

/** How long it may take, and who is told of what it shows. */
function limitsOf(
  { timeout, unsafeNoSandbox: unsafe }: { timeout: number; unsafeNoSandbox: boolean },
  context: Context,
  { catalog }: Tools,
): Omit<Target, 'folder'> {
  return { timeout: timeout * 1000, laps: 0, unsafe, shown: (one) => context.shown?.(one, catalog) }
}

export const verifyOperation = defineOperation({
  name: 'verify',
  title: 'Verify composed services again',
  description: 'Runs everything that a composed service must satisfy, on its files as they are now. Writes nothing.',
  examples: ['', 'case-triage', 'case-triage referrals --json'],
  positional: ['folders'],
  input: z.strictObject({
    folders: inputs.folders,
    timeout: inputs.timeout,
    report: inputs.report,
    catalog: inputs.catalog,
    unsafeNoSandbox: inputs.lapInputs.unsafeNoSandbox,
  }),
  output: reports,
  hints: { readOnly: true, destructive: false },
  terminalOnly: ['report'],
  run: (input, context) =>
    each('verify', input, context, async (folder, tools) => {
      const { verifyFolder } = await import('../compose.ts')
      return verifyFolder(folder, limitsOf(input, context, tools), tools)
    }),
})

export const regenerateOperation = defineOperation({
  name: 'regenerate',
  title: 'Regenerate composed services',
  description:
    'Brings a composed service up to date with its composition.yaml, as you left it. Verified before anything changes.',
  examples: ['', 'case-triage', 'case-triage --json'],
  positional: ['folders'],
  input: z.strictObject({
    folders: inputs.folders,
    timeout: inputs.timeout,
    report: inputs.report,
    catalog: inputs.catalog,
    unsafeNoSandbox: inputs.lapInputs.unsafeNoSandbox,
  }),
  output: reports,
  hints: { readOnly: false, destructive: true },
  terminalOnly: ['report'],
  run: (input, context) =>
    each('regenerate', input, context, async (folder, tools) => {
      const { regenerate } = await import('../compose.ts')
      return regenerate({ folder, ...limitsOf(input, context, tools) }, tools)
    }),
})
