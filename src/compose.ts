import { ask, modelOf } from './brain/brain.ts'
import type { Fillings } from './brain/roles.ts'
import { noJournal } from './journal/journal.ts'
import { type Lap, Laps } from './laps.ts'
import { plan } from './plan.ts'
import type { Composition, Goal, Plan, Problem, Report } from './schema.ts'
import { complete } from './steps/complete.ts'
import { deliver } from './steps/deliver.ts'
import { type AskAgent, fill, fillHoles } from './steps/fill.ts'
import { keptText, readKept } from './steps/kept-plan.ts'
import { type Facts, pageFile } from './steps/page.ts'
import { report } from './steps/report.ts'
import { type Before, scaffold } from './steps/scaffold.ts'
import { type Draft, settle } from './steps/settle.ts'
import { stage } from './steps/stage.ts'
import { refuseAltered } from './steps/verify/as-locked.ts'
import { verify } from './steps/verify.ts'
import { type Timer, timer } from './timer.ts'
import type { Target, Tools } from './tools.ts'
import { failuresOf } from './verification/failures.ts'
import { findSandbox } from './verification/sandbox.ts'
import { openFolder } from './workspace/open.ts'
import { readComposition } from './workspace/read-composition.ts'
import { readFiles } from './workspace/read-files.ts'

/** The whole way: one sentence in, a verified service in `target.folder` out. */
export async function compose(goal: Goal, target: Target, tools: Tools): Promise<Report> {
  return apply(await plan(goal, tools), target, tools)
}

/** plan → folder. A plan that no longer fits the catalogue is refused. What fails goes back to the coder, lap by lap. */
export async function apply(plan: Plan, target: Target, tools: Tools): Promise<Report> {
  const { agents, brain, catalog, journal, world } = tools
  const opened = await openFolder(target.folder)
  const clock = timer(tools)
  const models = [plan.model, modelOf(brain, agents, 'tester'), modelOf(brain, agents, 'coder')]
  const draft = await clock.run('settle', () => settle(plan, catalog, models))
  const before = { lock: opened.lock, plan: keptText(plan) }
  const from = { plan, catalog }
  const askAgent: AskAgent = (role, question, check) => ask(brain, agents, role, question, world.signal, check)
  const laps = new Laps(brain.model ? target.laps : 0, journal.forgiven)
  let { composition, fillings } = await clock.run('fill', () => fill(draft, catalog, askAgent))
  for (;;) {
    laps.add(await lap(composition, before, target, tools, clock), fillings)
    if (laps.best.verification.verdict === 'verified') return finish(laps.best, from, target, clock)
    world.emit({ type: 'lap-finished', lap: laps.count, failures: laps.best.failures.length })
    const reason = brain.model ? laps.stop() : 'the built-in engine answers the same again'
    if (reason) {
      await journal.gaveUp(laps.count)
      return finish(laps.best, from, target, clock, brain.model ? gaveUp(laps, reason) : undefined)
    }
    const mended = await clock.run('fill', () => mend(draft, composition, fillings, laps, tools, askAgent))
    if ('stop' in mended) return finish(laps.best, from, target, clock, mended.stop)
    ;({ composition, fillings } = mended)
  }
}

/** The folder's own composition.yaml, as a person left it → the folder brought up to date. Asks no agent. */
export async function regenerate(target: Target, tools: Tools): Promise<Report> {
  const opened = await openFolder(target.folder, { mustBeOurs: true, mayDiffer: ['composition.yaml'] })
  const { composition: written, text } = await readComposition(target.folder)
  const composition = complete(written, tools.catalog)
  const kept = await readKept(target.folder)
  const clock = timer(tools)
  const best = await lap(composition, { lock: opened.lock, text, plan: kept.text }, target, tools, clock)
  return finish(best, { plan: kept.plan, catalog: tools.catalog }, target, clock)
}

/** Proves a folder as it is now, whoever wrote what is in it. Writes nothing. */
export async function verifyFolder(
  folder: string,
  target: Omit<Target, 'folder'>,
  { world }: Pick<Tools, 'world'>,
): Promise<Report> {
  const { run, durations } = timer({ world, journal: noJournal })
  const files = await readFiles(folder)
  const { composition } = await readComposition(folder)
  const altered = await refuseAltered(files, composition)
  if (altered) return { ...altered, folder }
  const staged = await run('stage', () => stage(files, composition.name, world))
  try {
    const verification = await run('verify', () =>
      verify(staged, composition, files, { world, ...target, everything: true }),
    )
    const result = report(composition, verification, files)
    const { plan } = await readKept(folder)
    target.shown?.({ folder, facts: { composition, plan, proof: result.receipt.predicate }, files, verification })
    return { ...result.report, command: 'verify', folder, durations }
  } finally {
    await staged.dispose()
  }
}

/** One lap: every file in memory, staged, run for real. Nothing reaches the folder. */
async function lap(
  composition: Composition,
  before: Before,
  target: Target,
  tools: Tools,
  { run }: Timer,
): Promise<Lap> {
  const { catalog, root, world, journal } = tools
  // Trying takes a moment in other processes, so it begins first; it must have ended before anybody leaves.
  const sandbox = findSandbox(world)
  const tried = sandbox.catch(() => undefined)
  try {
    const files = await run('scaffold', () => scaffold(composition, before, catalog, root))
    const staged = await run('stage', () => stage(files, composition.name, world))
    try {
      const verification = await run('verify', () =>
        verify(staged, composition, files, { world, journal, sandbox, ...target }),
      )
      return { composition, files, verification, failures: failuresOf(verification) }
    } finally {
      await staged.dispose()
    }
  } finally {
    await tried
  }
}

/** Failures that the coder is told at once; more of them mostly have the same cause. */
const mostTold = 20

/** What failed goes back to the coder. Tests stay as they are: one that it disputes is for a person to judge. */
async function mend(
  draft: Draft,
  composition: Composition,
  fillings: Fillings,
  laps: Laps,
  { catalog, journal, world }: Tools,
  askAgent: AskAgent,
): Promise<{ composition: Composition; fillings: Fillings } | { stop: Problem }> {
  const { scenarios } = composition
  const repair = { lap: laps.count, fillings, failures: laps.last.failures.slice(0, mostTold) }
  const filled = await fillHoles(
    { ...draft, composition: { ...draft.composition, scenarios } },
    catalog,
    askAgent,
    repair,
  )
  world.signal.throwIfAborted()
  const [dispute] = filled.fillings.disputes
  if (dispute) return { stop: disputed(dispute) }
  if (!laps.tried(filled.fillings)) return filled
  await journal.gaveUp(laps.count + 1)
  return { stop: gaveUp(laps, 'the coder gave an answer that was tried before') }
}

/** A pass goes into the folder; the best of what did not pass is kept beside it, with why no further lap was run. */
async function finish(
  { composition, files, verification }: Lap,
  from: Pick<Facts, 'plan' | 'catalog'>,
  target: Target,
  { run, durations }: Timer,
  why?: Problem,
): Promise<Report> {
  const result = await run('report', () => report(composition, verification, files))
  const facts = { ...from, composition, proof: result.receipt.predicate }
  const folder = await run('deliver', () => deliver(target.folder, files, result, pageFile(facts)))
  target.shown?.({ folder, facts, files, verification })
  return { ...result.report, folder, durations, problems: [...(why ? [why] : []), ...result.report.problems] }
}

function gaveUp({ count, best }: Laps, reason: string): Problem {
  return {
    code: 'verification-failed',
    message: `Gave up after ${count} ${count === 1 ? 'lap' : 'laps'}: ${reason}. The best lap had ${best.failures.length} failures.`,
    suggestion: 'Read the kept folder. compose resume goes on from here with as many laps again.',
  }
}

function disputed({ test, because }: Fillings['disputes'][number]): Problem {
  return {
    code: 'test-disputed',
    message: `The coder says that a test contradicts its contract. ${test}: ${because.replace(/\s+/g, ' ')}`,
    suggestion:
      'Tests are never changed for the code. Decide which is right: correct the goal, or the scenario in the plan, and compose again.',
  }
}
