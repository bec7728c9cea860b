import { ask } from './brain/brain.ts'
import type { Composition, Goal, Plan, Report } from './schema.ts'
import { deliver } from './steps/deliver.ts'
import { fill } from './steps/fill.ts'
import { interpret } from './steps/interpret.ts'
import { report } from './steps/report.ts'
import { resolve } from './steps/resolve.ts'
import { type Before, scaffold } from './steps/scaffold.ts'
import { settle } from './steps/settle.ts'
import { stage } from './steps/stage.ts'
import { verify } from './steps/verify.ts'
import { timer } from './timer.ts'
import type { Target, Tools } from './tools.ts'
import { openFolder } from './workspace/open.ts'
import { readComposition } from './workspace/read-composition.ts'
import { readFiles } from './workspace/read-files.ts'

/** goal → plan: what a person reviews. Writes nothing. */
export async function plan(goal: Goal, tools: Tools): Promise<Plan> {
  const { run } = timer(tools.world)
  const { agents, brain, catalog, world } = tools
  const intent = await run('interpret', () =>
    interpret(goal, catalog, (question, check) => ask(brain, agents, 'planner', question, world.signal, check)),
  )
  return run('resolve', () => resolve(intent, catalog))
}

/** The whole way: one sentence in, a verified service in `target.folder` out. */
export async function compose(goal: Goal, target: Target, tools: Tools): Promise<Report> {
  return apply(await plan(goal, tools), target, tools)
}

/** plan → folder. A plan that no longer fits the catalogue is refused. */
export async function apply(plan: Plan, target: Target, tools: Tools): Promise<Report> {
  const { agents, brain, catalog, world } = tools
  const opened = await openFolder(target.folder)
  const { run, durations } = timer(world)
  const draft = await run('settle', () => settle(plan, catalog))
  const composition = await fill(draft, catalog, (role, question, check) =>
    ask(brain, agents, role, question, world.signal, check),
  )
  return build(composition, { lock: opened.lock }, target, tools, durations)
}

/** The folder's own composition.yaml, as a person left it → the folder brought up to date. Asks no agent. */
export async function regenerate(target: Target, tools: Tools): Promise<Report> {
  const opened = await openFolder(target.folder, { mustBeOurs: true, mayDiffer: ['composition.yaml'] })
  const { composition, text } = await readComposition(target.folder)
  return build(composition, { lock: opened.lock, text }, target, tools, {})
}

/** Proves a folder as it is now, whoever wrote what is in it. Writes nothing. */
export async function verifyFolder(folder: string, timeout: number, tools: Tools): Promise<Report> {
  const { world } = tools
  const { run, durations } = timer(world)
  const files = await readFiles(folder)
  const { composition } = await readComposition(folder)
  const staged = await run('stage', () => stage(files, composition.name, world))
  try {
    const verification = await run('verify', () =>
      verify(staged, composition, files, { world, timeout, everything: true }),
    )
    return { ...report(composition, verification, files).report, command: 'verify', folder, durations }
  } finally {
    await staged.dispose()
  }
}

/** One lap: every file in memory, staged, run for real; only a pass reaches the folder. */
async function build(
  composition: Composition,
  before: Before,
  target: Target,
  tools: Tools,
  durations: Record<string, number>,
): Promise<Report> {
  const { catalog, root, world } = tools
  const { run } = timer(world, durations)
  const files = await run('scaffold', () => scaffold(composition, before, catalog, root))
  const staged = await run('stage', () => stage(files, composition.name, world))
  try {
    const verification = await run('verify', () =>
      verify(staged, composition, files, { world, timeout: target.timeout }),
    )
    const result = await run('report', () => report(composition, verification, files))
    const folder = await run('deliver', () => deliver(target.folder, files, result))
    return { ...result.report, folder, durations }
  } finally {
    await staged.dispose()
  }
}
