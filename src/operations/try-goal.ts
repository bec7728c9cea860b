import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '../evaluation/evaluate.ts'
import type { GoalEntry, Plan } from '../schema.ts'
import { makeTemporary } from '../workspace/temporary.ts'
import { realWorld } from '../world.ts'
import { attempt } from './attempt.ts'
import { composeOperation } from './compose.ts'
import type { Context } from './operation.ts'

/** Statuses of an input, a machine or a trace with which no try can be made: trying on would only count our own mistakes. */
const hopeless: ReadonlySet<number> = new Set([2, 3, 9])

/**
 * Runs `compose` once, in a folder of its own that is gone afterwards, and measures it. Throws what no other try would get
 * past, and the interruption of all.
 */
export async function tryGoal({ goal }: GoalEntry, input: Record<string, unknown>, context: Context): Promise<Run> {
  const folder = await makeTemporary('compose-eval-')
  const out = join(folder, 'service')
  const { milliseconds: clock } = realWorld(context.emit, context.signal)
  const begun = clock()
  try {
    const { error, report, status } = await attempt(
      composeOperation,
      { ...input, goal, out, yes: true },
      {
        cwd: context.cwd,
        // The record of a try goes with its folder: it takes no place among the runs that a person may resume.
        env: { ...context.env, COMPOSE_RUNS: join(folder, 'runs') },
        signal: context.signal,
        emit: (event) => event.type === 'warning' && context.emit(event),
        reach: async (path) => (path === out ? path : context.reach(path)),
        nameOf: context.nameOf,
      },
    )
    const milliseconds = Math.round(clock() - begun)
    context.signal.throwIfAborted()
    if (error && hopeless.has(status)) throw error
    const spend = report.spend ?? []
    const knownUsd = spend.reduce((sum, one) => sum + (one.usd ?? 0), 0)
    return {
      status,
      problem: status === 0 ? undefined : (error?.code ?? report.problems[0]?.code ?? report.verdict),
      plan: report.plan as Plan | undefined,
      milliseconds,
      inputTokens: spend.reduce((sum, one) => sum + one.inputTokens, 0),
      outputTokens: spend.reduce((sum, one) => sum + one.outputTokens, 0),
      usd: spend.every((one) => one.usd !== undefined) ? knownUsd : undefined,
      knownUsd,
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
