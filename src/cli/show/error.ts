import type { ComposeError } from '../../errors.ts'
import type { Terminal } from '../terminal.ts'
import { clean } from './clean.ts'

/** What went wrong, what to do next, and, when more than one thing was found, each of them. */
export function errorText(error: ComposeError, { env }: Pick<Terminal, 'env'>): string {
  const lines = [`compose: ${clean(error.message)} [${error.code}]`]
  if (error.problems.length > 1) {
    for (const problem of error.problems) lines.push(`  - ${clean(problem.message)}`)
  }
  if (error.suggestion) lines.push(`  ${clean(error.suggestion)}`)
  if (env.COMPOSE_DEBUG === '1') {
    // What the system throws has often no place of its own.
    lines.push(error.stack ?? String(error))
    if (error.cause instanceof Error) lines.push(`Caused by: ${error.cause.stack}`)
  }
  return `${lines.join('\n')}\n`
}
