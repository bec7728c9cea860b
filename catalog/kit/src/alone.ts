import { passes } from './database-errors.ts'
import type { ComponentDefinition } from './definition.ts'
import { fromEnvironment, tryAgain } from './environment.ts'
import { serve } from './server.ts'

/** Runs a component in this process by the environment, as its container does. What keeps it from starting is one line on stderr; status 1, or 75 when it may pass. */
export async function serveAlone<Ops>(definition: ComponentDefinition<Ops>): Promise<void> {
  try {
    await serve(definition, fromEnvironment())
  } catch (error) {
    process.stderr.write(`${definition.id} did not start: ${reasonOf(error)}\n`)
    process.exit(passes(error) ? tryAgain : 1)
  }
}

/** Errors of connections may have no message, only a code. */
export function reasonOf(error: unknown): string {
  const { message, code } = (error ?? {}) as NodeJS.ErrnoException
  return message || code || String(error)
}
