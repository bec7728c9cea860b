import type { AgentSpec } from '../../brain/agents.ts'
import type { Catalog } from '../../catalog/load.ts'
import { digestOf } from '../../digest.ts'
import { variable } from '../../environment.ts'
import { ComposeError } from '../../errors.ts'
import type { Run } from '../../journal/run.ts'
import { beginRun, runsFolder } from '../../journal/runs.ts'
import type { Context } from '../operation.ts'
import { ownVersion } from '../root.ts'

/** The record of this run: a new one, or that of the run it goes on with. None, with a warning, where nothing can be kept. */
export async function keepRun(
  command: string,
  input: Record<string, unknown>,
  context: Context,
  catalog: Catalog,
  agents: ReadonlyMap<string, AgentSpec>,
): Promise<Run | undefined> {
  const made = digestOf([ownVersion(), process.version, catalog.digest, JSON.stringify([...agents])].join(' '))
  const { resuming } = context
  if (resuming) {
    if (resuming.file.made === made) return resuming
    throw new ComposeError(
      'plan-stale',
      `compose, Node, the catalogue or the agents have changed since the run ${resuming.id} began.`,
      {
        suggestion: 'Run the command again from the start.',
      },
    )
  }
  const folder = runsFolder(context.env)
  if (!folder) return undefined
  // What the environment chose counts for a resumed run too, whatever its own environment says.
  const fromEnvironment = {
    agents: variable(context.env, 'COMPOSE_AGENTS'),
    brain: variable(context.env, 'COMPOSE_BRAIN'),
    model: variable(context.env, 'COMPOSE_MODEL'),
  }
  const chosen = Object.entries(fromEnvironment).filter(([name, value]) => value && input[name] === undefined)
  const whole = { ...input, ...Object.fromEntries(chosen) }
  try {
    return await beginRun(folder, { version: 1, command, input: whole, cwd: context.cwd, made, started: Date.now() })
  } catch (error) {
    const message = `Runs cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}), so this one cannot be resumed.`
    context.emit({ type: 'warning', message })
    return undefined
  }
}
