import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { variable } from '../../environment.ts'
import { ComposeError } from '../../errors.ts'

const name = 'COMPOSE_MCP_TOKEN'
/** What RFC 6750 lets a token be made of, and no less than nobody can guess. */
const shape = /^[\w.~+/-]{32,}=*$/
const suggestion = 'Make one with: openssl rand -hex 32'

/**
 * The token that was given: in a file, or in the environment. Never on the command line, which everybody on the machine can read.
 * Throws 'bad-option' or 'environment' for one that is none.
 */
export async function givenToken(
  file: string | undefined,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): Promise<string | undefined> {
  if (file === undefined) return checked(variable(env, name), name)
  const from = `--token-file ${file}`
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause) => {
    throw new ComposeError('bad-option', `${from}: it cannot be read (${cause.code}).`, {
      suggestion: 'Name a file that holds the token and nothing else.',
      cause,
    })
  })
  return checked(text.trim(), from)
}

function checked(token: string | undefined, from: string): string | undefined {
  if (token === undefined || shape.test(token)) return token
  throw new ComposeError(
    from === name ? 'environment' : 'bad-option',
    `${from}: a token is 32 or more of letters, digits and -._~+/`,
    { suggestion },
  )
}

export const madeToken = (): string => randomBytes(32).toString('hex')

/** Beyond this machine a token that is made anew with each start, and stands in a log, serves nobody. */
export function refuseMade(host: string): never {
  throw new ComposeError('bad-option', `--host ${host} lets other machines in, so the token must be given.`, {
    suggestion: `Set ${name}, or name a file with --token-file. ${suggestion}`,
  })
}
