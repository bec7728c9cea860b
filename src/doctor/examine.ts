import { join } from 'node:path'
import { variable } from '../environment.ts'
import type { Context } from '../operations/operation.ts'
import { ownRoot } from '../operations/root.ts'
import { openCatalog } from '../operations/tools.ts'
import type { Finding } from './finding.ts'
import { findBrowser, findPostgres, temporaryFolder } from './machine.ts'
import { findNode } from './node.ts'
import { trySandbox } from './sandbox.ts'

export interface DoctorChoice {
  catalog?: string | undefined
  /** Whether the model endpoint is tried too. */
  model: boolean
  name?: string | undefined
  /** Seconds for each request to it. */
  callTimeout: number
}

/** One thing to try: says what it found, or throws why it could not. */
type Probe = (choice: DoctorChoice, context: Context) => Promise<Omit<Finding, 'id'>>

const probes: Record<string, Probe> = {
  node: async () => findNode(process.versions.node),
  sandbox: (_choice, context) => trySandbox(context),
  postgres: async () => findPostgres(),
  browser: (_choice, context) => findBrowser(context.env),
  'temporary folder': async () => temporaryFolder(),
  catalogue: lint,
  agents,
  brain,
}

/** Tries everything that compose needs on this machine, in a fixed order, and then the model if that is wanted. */
export async function examine(choice: DoctorChoice, context: Context): Promise<Finding[]> {
  const machine = Object.entries(probes).map(([id, probe]) =>
    orFailure(id, context, async () => [{ id, ...(await probe(choice, context)) }]),
  )
  const model = async () => (await import('./model.ts')).examineModel(choice, context)
  return (await Promise.all([...machine, ...(choice.model ? [orFailure('endpoint', context, model)] : [])])).flat()
}

async function orFailure(id: string, context: Context, find: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await find()
  } catch (error) {
    context.signal.throwIfAborted()
    const advice = (error as { suggestion?: string }).suggestion
    const detail = error instanceof Error ? error.message : String(error)
    return [{ id, verdict: 'fail', detail, ...(advice ? { advice } : {}) }]
  }
}

/** What would answer the agents: whether it has all it needs, without asking it. */
async function brain({ name }: DoctorChoice, context: Context): Promise<Omit<Finding, 'id'>> {
  const chosen = variable(context.env, 'COMPOSE_BRAIN') ?? 'builtin'
  if (chosen === 'builtin') return { verdict: 'ok', detail: 'builtin: no key, no network' }
  if (chosen !== 'model') {
    return {
      verdict: 'fail',
      detail: `COMPOSE_BRAIN is ${chosen}, which there is not`,
      advice: 'Set it to builtin or model, or unset it.',
    }
  }
  const { modelPlace } = await import('../operations/tools/model.ts')
  const { model, baseUrl } = modelPlace(name, context)
  return { verdict: 'ok', detail: `model: ${model} at ${new URL(baseUrl).host} (${context.nameOf('model')} tries it)` }
}

async function lint(choice: DoctorChoice, context: Context): Promise<Omit<Finding, 'id'>> {
  const { lintCatalog } = await import('../catalog/lint.ts')
  const catalog = await openCatalog(choice, context)
  const [first, ...rest] = lintCatalog(catalog)
  const size = `${catalog.patterns.size} patterns, ${catalog.capabilities.size} capabilities, ${catalog.components.size} components`
  if (!first) return { verdict: 'ok', detail: size }
  const more = rest.length > 0 ? ` and ${rest.length} more` : ''
  return { verdict: 'fail', detail: `${first.message}${more}`, advice: 'compose catalog lint tells all of it.' }
}

async function agents(): Promise<Omit<Finding, 'id'>> {
  const { loadAgents } = await import('../brain/agents.ts')
  const { roles } = await import('../brain/roles.ts')
  const found = await loadAgents(join(ownRoot(), 'agents'))
  const missing = Object.keys(roles).filter((role) => !found.has(role as keyof typeof roles))
  return missing.length === 0
    ? { verdict: 'ok', detail: [...found.keys()].join(', ') }
    : { verdict: 'fail', detail: `agents/${missing.join('.md, ')}.md missing`, advice: 'Restore the files.' }
}
