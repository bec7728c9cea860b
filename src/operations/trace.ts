import { variable } from '../environment.ts'
import type { Trace } from '../telemetry/trace.ts'
import type { Context, Operation } from './operation.ts'
import { ownVersion } from './root.ts'

/** The trace of this run, if the person asked for one. Only then is anything of OpenTelemetry loaded. */
export async function beginTrace(
  operation: Operation,
  input: Record<string, unknown>,
  context: Context,
): Promise<Trace | undefined> {
  if (!('trace' in operation.input.shape)) return undefined
  const given = typeof input.trace === 'string' ? input.trace : variable(context.env, 'COMPOSE_TRACE')
  if (!given) return undefined
  const { openTrace } = await import('../telemetry/trace.ts')
  return openTrace({
    target: given === 'otlp' ? given : await context.reach(given),
    command: operation.name,
    version: ownVersion(),
    env: context.env,
  })
}
