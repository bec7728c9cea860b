import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { foldersOf } from './folders.ts'
import { createServer } from './server.ts'

export interface StdioOptions {
  version: string
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  stdin: NodeJS.ReadableStream
  stdout: NodeJS.WritableStream
}

/**
 * Serves over stdin and stdout until the client closes them or the signal comes, and ends when every call has tidied up.
 * Returns the exit status.
 */
export async function serveStdio(roots: readonly string[], options: StdioOptions): Promise<number> {
  const { version, cwd, env, signal, stdin, stdout } = options
  const { server, end } = createServer({ version, roots: await foldersOf(roots, cwd), env })
  const left = new Promise<void>((done) => {
    server.onclose = done
    // The transport does not tell when the client has gone; the end of its stream does.
    stdin.once('end', done).once('close', done)
    signal.addEventListener('abort', () => done(), { once: true })
  })
  await server.connect(new StdioServerTransport(stdin as Readable, stdout as Writable))
  await left
  await end()
  return signal.aborted ? 130 : 0
}
