import { isAbsolute, join } from 'node:path'
import { ComposeError } from './errors.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The variables that compose reads for itself. */
export type Variable =
  | 'COMPOSE_AGENTS'
  | 'COMPOSE_BRAIN'
  | 'COMPOSE_MCP_TOKEN'
  | 'COMPOSE_MODEL'
  | 'COMPOSE_RUNS'
  | 'COMPOSE_TRACE'
  | 'GITHUB_STEP_SUMMARY'
  | 'OPENAI_API_KEY'
  | 'OPENAI_BASE_URL'
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_HEADERS'

/**
 * What a variable says, without the blanks and line ends that a file or a paste left around it; undefined when it says
 * nothing. Throws 'environment' for a line break inside: whatever it was meant to be, it is not that.
 */
export function variable(env: Env, name: Variable): string | undefined {
  const value = env[name]?.trim()
  if (!value) return undefined
  if (/\p{Cc}/u.test(value)) {
    throw new ComposeError('environment', `${name} holds a line break or another control character.`, {
      suggestion: `Set ${name} to one line of text, or unset it.`,
    })
  }
  return value
}

/**
 * The person's own folder of that kind, by the XDG base directory specification: a relative path counts as none
 * (https://specifications.freedesktop.org/basedir/latest/). Undefined when there is no home either.
 */
export function ownFolder(env: Env, kind: 'XDG_CACHE_HOME' | 'XDG_STATE_HOME'): string | undefined {
  const given = env[kind]?.trim()
  if (given && isAbsolute(given)) return given
  const below = kind === 'XDG_CACHE_HOME' ? '.cache' : join('.local', 'state')
  return env.HOME && isAbsolute(env.HOME) ? join(env.HOME, below) : undefined
}
