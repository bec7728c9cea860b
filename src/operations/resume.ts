import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { Report } from '../schema.ts'
import { applyOperation } from './apply.ts'
import { composeOperation } from './compose.ts'
import { acceptUnread, lapInputs, modelInputs, report, timeout, trace } from './inputs.ts'
import { defineOperation } from './operation.ts'
import { planOperation } from './plan.ts'

const resumable = [composeOperation, planOperation, applyOperation]

export const resumeOperation = defineOperation({
  name: 'resume',
  title: 'Go on with a run',
  description:
    'Goes on with a run that was interrupted, failed or reached a limit. No finished call of a model is made again.',
  examples: ['', '20261121-101500-4f2a1b --max-usd 10'],
  positional: ['run'],
  input: z.strictObject({
    run: z.string().optional().describe('The run, as it was named; by default the newest unfinished one.'),
    maxUsd: modelInputs.maxUsd.unwrap().optional(),
    maxTokens: modelInputs.maxTokens.unwrap().optional(),
    maxCalls: modelInputs.maxCalls.unwrap().optional(),
    callTimeout: modelInputs.callTimeout.unwrap().optional(),
    laps: lapInputs.laps.unwrap().optional(),
    timeout: timeout.describe('Seconds that the rest of the run may take.'),
    acceptUnread: acceptUnread.unwrap().optional().describe('Go on although something of the goal is not read.'),
    report,
    trace,
  }),
  output: Report,
  hints: { readOnly: false, destructive: true },
  terminalOnly: ['report', 'trace'],
  async run({ run: id, ...changes }, context) {
    const { findRun, runsFolder } = await import('../journal/runs.ts')
    const run = await findRun(runsFolder(context.env), id)
    const { command, input, cwd } = run.file
    const operation = resumable.find((one) => one.name === command)
    const given = Object.fromEntries(
      Object.entries(changes).filter(([name, value]) => value !== undefined && name in (operation?.input.shape ?? {})),
    )
    const parsed = operation?.input.safeParse({ ...input, ...given })
    if (!operation || !parsed?.success) {
      throw new ComposeError('bad-file', `The record of the run ${run.id} cannot be read.`, {
        suggestion: 'Run the command again from the start.',
      })
    }
    await run.hold()
    try {
      return await operation.run(parsed.data, {
        ...context,
        cwd,
        reach: async (path) => context.reach(absolute(cwd, path)),
        resuming: run,
      })
    } finally {
      await run.release()
    }
  },
})

/** Paths of the run are meant from where it was started. */
function absolute(cwd: string, path: string): string {
  return path.startsWith('/') ? path : `${cwd}/${path}`
}
