import { lookup } from 'node:dns/promises'
import { createServer as createHttp } from 'node:http'
import { foldersOf } from '../folders.ts'
import { createServer } from '../server.ts'
import { path, refusalOf } from './guard.ts'
import { listen, noSuchHost } from './listen.ts'
import { inUrl, isLoopback, namesFor } from './names.ts'
import { refuse } from './problem.ts'
import { type Limits, Sessions } from './sessions.ts'
import { givenToken, madeToken, refuseMade } from './token.ts'

/** What the command line says of it. */
export interface HttpChoice {
  port: number
  host: string
  allowHosts: readonly string[]
  tokenFile?: string | undefined
}

export interface HttpOptions {
  version: string
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream
}

/** Clients, and the time that one may be away: longer than a run may take, and than a person thinks. */
const usual: Limits = { most: 32, idle: 30 * 60_000 }

/**
 * Serves over HTTP until the signal comes, and ends when every call has tidied up. Prints its address on stdout, and a token that
 * it made on stderr. Returns the exit status.
 */
export async function serveHttp(
  roots: readonly string[],
  choice: HttpChoice,
  options: HttpOptions,
  limits: Limits = usual,
): Promise<number> {
  const { version, cwd, env, signal, stdout, stderr } = options
  const { host, port } = choice
  const folders = await foldersOf(roots, cwd)
  const given = await givenToken(choice.tokenFile, options)
  const { address } = await lookup(host).catch(() => Promise.reject(noSuchHost(host)))
  const token = given ?? (isLoopback(address) ? madeToken() : refuseMade(host))

  const sessions = new Sessions(() => createServer({ version, roots: folders, env }), limits)
  let names: ReadonlySet<string> = new Set()
  const server = createHttp({ requestTimeout: 60_000 }, async (request, response) => {
    const refusal = refusalOf(request, { names, token })
    if (refusal) return refuse(response, refusal)
    // What goes wrong with one connection ends no other.
    await sessions.answer(request, response).catch(() => response.destroy())
  })
  const { port: found } = await listen(server, port, address)
  names = namesFor(host, address, choice.allowHosts)
  if (given === undefined) stderr.write(`Token, until this server ends: ${token}\n`)
  stdout.write(`http://${inUrl(address)}:${found}${path}\n`)

  if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
  server.close()
  await sessions.end()
  server.closeAllConnections()
  return 130
}
