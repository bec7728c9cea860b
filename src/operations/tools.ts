import { join } from 'node:path'
import type { Brain } from '../brain/brain.ts'
import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import type { Tools } from '../tools.ts'
import type { Context } from './operation.ts'
import { ownRoot } from './root.ts'

export interface ToolChoice {
  brain?: string | undefined
  catalog?: string | undefined
}

/** Makes what the main path works with, once per command. Throws 'environment' for a brain that is not there. */
export async function makeTools(choice: ToolChoice, context: Context): Promise<Tools> {
  const [brain, catalog, { loadAgents }, { realWorld }] = await Promise.all([
    chooseBrain(choice.brain, context),
    openCatalog(choice, context),
    import('../brain/agents.ts'),
    import('../world.ts'),
  ])
  const root = ownRoot()
  const agents = await loadAgents(join(root, 'agents'))
  return {
    world: { ...realWorld(context.emit, context.signal), cwd: context.cwd, env: context.env },
    brain,
    agents,
    catalog,
    root,
  }
}

/** Loads the catalogue that was asked for, or the one that comes with compose. */
export async function openCatalog(choice: ToolChoice, context: Context): Promise<Catalog> {
  const { loadCatalog, ownCatalog } = await import('../catalog/load.ts')
  return loadCatalog(choice.catalog === undefined ? ownCatalog(ownRoot()) : await context.reach(choice.catalog))
}

async function chooseBrain(given: string | undefined, context: Context): Promise<Brain> {
  const name = given ?? context.env.COMPOSE_BRAIN ?? 'builtin'
  if (name === 'builtin') return (await import('../brain/builtin.ts')).builtinBrain
  const from = given === undefined ? 'COMPOSE_BRAIN' : context.nameOf('brain')
  if (name === 'model') {
    throw new ComposeError('environment', `${from} model: there is no model brain in this version.`, {
      suggestion: `Leave ${from} out, or say builtin: it needs no key and no network.`,
    })
  }
  throw new ComposeError('bad-option', `${from}: there is no brain "${name}".`, { suggestion: 'Say builtin.' })
}
