import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as ask, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { onTestFinished } from 'vitest'
import { serveHttp } from '../../src/mcp/http/serve.ts'
import { bin } from '../cli/run.ts'

export const token = 'a-token-of-tests-and-of-nothing-else'

export interface HttpServer {
  url: string
  end(): Promise<number>
}

/** The server in this process, on a port of its own; its folder is `root`. */
export async function httpServer(
  root: string,
  { limits, env: more }: { limits?: { most: number; idle: number }; env?: Record<string, string> } = {},
): Promise<HttpServer> {
  const ending = new AbortController()
  const stdout = new PassThrough({ encoding: 'utf8' })
  const runs = { COMPOSE_RUNS: join(tmpdir(), `compose-runs-${process.pid}`) }
  const env = { ...process.env, ...runs, ...more, COMPOSE_MCP_TOKEN: token }
  const choice = { port: 0, host: '127.0.0.1', allowHosts: ['compose.example'] }
  const options = { version: '0', cwd: root, env, signal: ending.signal, stdout, stderr: new PassThrough() }
  const ended = serveHttp([], choice, options, limits)
  const [line] = await Promise.race([once(stdout, 'data'), ended.then(() => [])])
  return {
    url: String(line).trim(),
    end() {
      ending.abort()
      return ended
    },
  }
}

/** The real server in a process of its own. */
export async function httpProcess(
  root: string,
  env: Record<string, string>,
  whenFinished: (dispose: () => void) => void = onTestFinished,
) {
  const child = spawn(process.execPath, [bin, 'mcp', '--http', '0', '--root', root], {
    env: { ...process.env, ...env, COMPOSE_MCP_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  whenFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit').then(([status]) => status as number | null)
  const [line] = await once(child.stdout, 'data')
  return { child, ended, url: String(line).trim() }
}

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  /** What a stream said, or the whole of another answer. */
  body: string
  events: EventSourceMessage[]
}

export interface Request {
  method?: string
  body?: unknown
  headers?: Record<string, string | undefined>
  /** Cuts the connection once this many events have come. */
  cutAfter?: number
}

/** One request as it is, without a client of the protocol in front: a header that is `undefined` is left out. */
export async function send(url: string, { method = 'POST', body, headers, cutAfter }: Request): Promise<Answer> {
  const all = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
    ...headers,
  }
  const given = Object.entries(all).filter(([, value]) => value !== undefined)
  const asking = ask(url, { method, headers: Object.fromEntries(given) as Record<string, string> })
  asking.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const answer: Answer = { status: response.statusCode!, headers: response.headers, body: '', events: [] }
  const parser = createParser({ onEvent: (event) => answer.events.push(event) })
  for await (const text of response.setEncoding('utf8')) {
    answer.body += text
    parser.feed(text)
    if (cutAfter !== undefined && answer.events.length >= cutAfter) break
  }
  asking.destroy()
  return answer
}

let last = 0
export const call = (method: string, params: object = {}) => {
  last += 1
  return { jsonrpc: '2.0', id: last, method, params }
}

/** Begins a session; gives the header that names it. */
export async function begin(url: string): Promise<{ 'mcp-session-id': string }> {
  const about = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } }
  const { headers } = await send(url, { body: call('initialize', about) })
  return { 'mcp-session-id': String(headers['mcp-session-id']) }
}

/** The protocol's messages in a stream. */
export function messagesOf({ events }: Answer): Record<string, unknown>[] {
  return events.filter(({ data }) => data !== '').map(({ data }) => JSON.parse(data))
}
