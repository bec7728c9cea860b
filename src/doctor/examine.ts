import { join } from 'node:path'
import type { Finding } from '../operations/doctor.ts'
import type { Context } from '../operations/operation.ts'
import { ownRoot } from '../operations/root.ts'
import { openCatalog, type ToolChoice } from '../operations/tools.ts'
import { findBrowser, findPostgres, temporaryFolder } from './machine.ts'
import { findNode } from './node.ts'
import { trySandbox } from './sandbox.ts'

/** One thing to try. Each says what it found; none throws. */
type Probe = (choice: ToolChoice, context: Context) => Promise<Omit<Finding, 'id'>>

const probes: Record<string, Probe> = {
  node: async () => findNode(process.versions.node),
  sandbox: (_choice, context) => trySandbox(context),
  postgres: async () => findPostgres(),
  browser: (_choice, context) => findBrowser(context.env),
  'temporary folder': async () => temporaryFolder(),
  catalogue: lint,
  agents,
  brain: async (_choice, { env }) =>
    (env.COMPOSE_BRAIN ?? 'builtin') === 'builtin'
      ? { verdict: 'ok', detail: 'builtin: no key, no network' }
      : {
          verdict: 'fail',
          detail: `COMPOSE_BRAIN is ${env.COMPOSE_BRAIN}, which this version does not have`,
          advice: 'Unset COMPOSE_BRAIN.',
        },
}

/** Tries everything that compose needs on this machine, in a fixed order. */
export async function examine(choice: ToolChoice, context: Context): Promise<Finding[]> {
  return Promise.all(
    Object.entries(probes).map(async ([id, probe]) => {
      try {
        return { id, ...(await probe(choice, context)) }
      } catch (error) {
        context.signal.throwIfAborted()
        const advice = (error as { suggestion?: string }).suggestion
        return {
          id,
          verdict: 'fail' as const,
          detail: error instanceof Error ? error.message : String(error),
          ...(advice ? { advice } : {}),
        }
      }
    }),
  )
}

async function lint(choice: ToolChoice, context: Context): Promise<Omit<Finding, 'id'>> {
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
