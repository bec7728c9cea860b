import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { bin } from '../cli/run.ts'

interface Message {
  id?: number
  method?: string
  params?: { progress: number; message: string }
  result?: unknown
  error?: unknown
  /** When it came. */
  at: number
}

export interface RawServer {
  child: ChildProcess
  send(message: object): void
  messages: Message[]
  /** Waits for the first message, of those to come and those that came, that is as wished. */
  heard(wanted: (message: Message) => boolean): Promise<Message>
  /** The exit status, once it has ended. */
  ended: Promise<number | null>
}

/** The real server and nothing between: what a client of the SDK's would do by itself when it leaves is left undone. */
export async function rawServer(root: string, env: Record<string, string>): Promise<RawServer> {
  const child = spawn(process.execPath, [bin, 'mcp', '--root', root], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const messages: Message[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => messages.push({ ...JSON.parse(line), at: performance.now() }))
  const server: RawServer = {
    child,
    send: (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    messages,
    async heard(wanted) {
      for (;;) {
        const found = messages.find(wanted)
        if (found) return found
        await once(lines, 'line')
      }
    },
    ended: once(child, 'exit').then(([status]) => status),
  }
  const about = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } }
  server.send({ id: 1, method: 'initialize', params: about })
  await server.heard(({ id }) => id === 1)
  server.send({ method: 'notifications/initialized' })
  return server
}
