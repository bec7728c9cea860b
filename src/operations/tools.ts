import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentSpec, loadAgents } from '../brain/agents.ts'
import type { Brain } from '../brain/brain.ts'
import { builtinBrain } from '../brain/builtin.ts'
import { cacheFolder } from '../cache.ts'
import { type Catalog, loadCatalog, ownCatalog } from '../catalog/load.ts'
import { variable } from '../environment.ts'
import { ComposeError } from '../errors.ts'
import { noJournal } from '../journal/journal.ts'
import { tolerant } from '../journal/tolerant.ts'
import type { Tools } from '../tools.ts'
import { realWorld, type World } from '../world.ts'
import type { Context } from './operation.ts'
import { ownRoot } from './root.ts'
import type { ModelChoice } from './tools/model.ts'

export interface ToolChoice extends Partial<ModelChoice> {
  brain?: string | undefined
  catalog?: string | undefined
}

/**
 * Makes what the main path works with, once per command. `command` says that the run is to be kept, so that it can be
 * resumed. Throws 'environment' for a brain that is not there.
 */
export async function makeTools(choice: ToolChoice, context: Context, command?: string): Promise<Tools> {
  const [catalog, agents] = await Promise.all([openCatalog(choice, context), openAgents(choice, context)])
  const name = choice.brain ?? variable(context.env, 'COMPOSE_BRAIN') ?? 'builtin'
  // A run is a log of a model's answers and of what was verified; such a plan has neither, and is made again in no time.
  const isFleeting = command === 'plan' && name === 'builtin' && !context.resuming
  const run = command === undefined || isFleeting ? undefined : await openRun(command, choice, context, catalog, agents)
  const journal = tolerant(run ?? noJournal, (errno) =>
    context.emit({ type: 'warning', message: `What happens is no longer kept in the record of the run (${errno}).` }),
  )
  const emit: World['emit'] = (event) => {
    journal.event(event)
    context.emit(event)
  }
  const { cwd, env, tested } = context
  const world = { ...realWorld(emit, context.signal), cwd, env, tested }
  const brain = await chooseBrain(name, choice, context, { catalog, calls: run?.calls, world })
  return { world, brain, journal, agents, catalog, root: ownRoot() }
}

/** Loads the catalogue that was asked for, or the one that comes with compose. */
export async function openCatalog(choice: Pick<ToolChoice, 'catalog'>, context: Context): Promise<Catalog> {
  const folder = choice.catalog === undefined ? ownCatalog(ownRoot()) : await context.reach(choice.catalog)
  return loadCatalog(folder, cacheFolder(context.env, 'catalogue'))
}

/** Our agents; each that the team's own folder has stands in for ours. */
export async function openAgents(
  choice: Pick<ToolChoice, 'agents'>,
  context: Context,
): Promise<ReadonlyMap<string, AgentSpec>> {
  const given = choice.agents ?? variable(context.env, 'COMPOSE_AGENTS')
  const load = (folder: string) => loadAgents(folder, cacheFolder(context.env, 'agents'))
  const own = await load(join(ownRoot(), 'agents'))
  return given === undefined ? own : new Map([...own, ...(await load(await context.reach(given)))])
}

/** Brain, limits, our bugs, interruptions: what a later try may get past. */
const resumableStatus: ReadonlySet<number> = new Set([4, 7, 70, 130])
/** The machine, the folder or what a person must say: worth keeping once a model was paid. */
const paidStatus: ReadonlySet<number> = new Set([3, 8, 9])

async function openRun(
  command: string,
  choice: ToolChoice,
  context: Context,
  catalog: Catalog,
  agents: ReadonlyMap<string, AgentSpec>,
) {
  const { keepRun } = await import('./tools/run.ts')
  const run = await keepRun(command, choice as Record<string, unknown>, context, catalog, agents)
  if (!run) return undefined
  context.atEnd?.(async (error) => {
    await run.release().catch(() => undefined)
    const worth =
      !error ||
      context.resuming !== undefined ||
      resumableStatus.has(error.exitStatus) ||
      (paidStatus.has(error.exitStatus) && existsSync(run.calls))
    if (worth) return { run: run.id }
    // What another try would refuse again is not worth keeping.
    await run.remove().catch(() => undefined)
    return {}
  })
  return run
}

async function chooseBrain(
  name: string,
  choice: ToolChoice,
  context: Context,
  parts: { catalog: Catalog; calls: string | undefined; world: World },
): Promise<Brain> {
  if (name === 'builtin') return builtinBrain
  if (name === 'model') return (await import('./tools/model.ts')).openModel(choice as ModelChoice, context, parts)
  const from = choice.brain === undefined ? 'COMPOSE_BRAIN' : context.nameOf('brain')
  throw new ComposeError('bad-option', `${from}: there is no brain "${name}".`, {
    suggestion: 'Say builtin or model.',
  })
}
