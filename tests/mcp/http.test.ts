import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { Events } from '../../src/mcp/http/events.ts'
import { namesFor } from '../../src/mcp/http/names.ts'
import { compose, inProcess, temporaryFolder } from '../cli/run.ts'
import { begin, call, type HttpServer, httpServer, messagesOf, type Request, send, token } from './http.ts'

let server: HttpServer
let root: string
beforeAll(async () => {
  let dispose: () => Promise<void>
  root = await temporaryFolder((done) => {
    dispose = done
  })
  server = await httpServer(root)
  return () => dispose()
})
afterAll(async () => {
  expect(await server.end()).toBe(130)
})

async function connect(url = server.url): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const headers = { authorization: `Bearer ${token}` }
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
  await client.connect(transport as Transport)
  onTestFinished(() => client.close())
  return client
}

const ping = call('ping')
const refused: [what: string, request: Request, status: number, detail: RegExp][] = [
  ['no token', { headers: { authorization: undefined } }, 401, /Authorization: Bearer/],
  ['another token', { headers: { authorization: `Bearer ${token}x` } }, 401, /not the token/],
  [
    'a token that begins the same',
    { headers: { authorization: `Bearer ${token.slice(0, -1)}` } },
    401,
    /not the token/,
  ],
  ['another way to sign in', { headers: { authorization: `Basic ${token}` } }, 401, /Authorization: Bearer/],
  ['a host of others', { headers: { host: 'evil.example' } }, 403, /--allow-host/],
  ['a host that is none', { headers: { host: 'a b' } }, 403, /Host/],
  ['an address that stands for all', { headers: { host: '0.0.0.0' } }, 403, /Host/],
  ['a page of others', { headers: { origin: 'https://evil.example' } }, 403, /Origin/],
  ['a page without an origin', { headers: { origin: 'null' } }, 403, /Origin/],
  ['a page whose name begins the same', { headers: { origin: 'http://localhost.evil.example' } }, 403, /Origin/],
  ['a session that is not there', { headers: { 'mcp-session-id': 'x' } }, 404, /initialize/],
]

test.each(refused)('%s is refused with problem details', async (_what, request, status, detail) => {
  const answer = await send(server.url, { body: ping, ...request })
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(JSON.parse(answer.body)).toEqual({
    type: 'about:blank',
    title: expect.any(String),
    status,
    detail: expect.stringMatching(detail),
  })
  expect(answer.headers['www-authenticate']).toEqual(status === 401 ? expect.stringMatching(/^Bearer /) : undefined)
  expect(answer.body).not.toContain(token)
})

test('another path is not found, and asks for no token', async () => {
  const answer = await send(new URL('/.well-known/oauth-protected-resource', server.url).href, {
    method: 'GET',
    headers: { authorization: undefined },
  })
  expect(answer.status).toBe(404)
})

test.each([
  { host: 'localhost' },
  { host: '[::1]:1' },
  { host: 'compose.example' },
  { origin: 'http://localhost:6274' },
])('a name of this server is one: %o', async (headers) => {
  const about = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } }
  const { status } = await send(server.url, { headers, body: call('initialize', about) })
  expect(status).toBe(200)
})

test('a server for all addresses goes by those of its machine, and by none that stands for all', () => {
  const names = namesFor('0.0.0.0', '0.0.0.0', ['Compose.Example'])
  expect([...names]).toEqual(expect.arrayContaining(['127.0.0.1', 'localhost', 'compose.example']))
  expect([...names]).not.toContain('0.0.0.0')
  expect([...namesFor('::1', '::1', [])]).toContain('[::1]')
})

test.each([
  ['of more than 4 MiB', 'x'.repeat(5_000_000), 413, -32000],
  ['that is no JSON', '{', 400, -32700],
  ['outside of a session', ping, 400, -32000],
])('a body %s is refused in the words of JSON-RPC', async (_what, body, status, code) => {
  const answer = await send(server.url, { body })
  expect({ status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({ status, error: { code } })
})

test('two clients at once each hear the steps of their own call, and the answer', async () => {
  const goals = ['case triage service', 'triage referrals, text people']
  const heard = await Promise.all(
    goals.map(async (goal) => {
      const client = await connect()
      const told: string[] = []
      const onprogress = ({ message }: { message?: string | undefined }) => void told.push(message!)
      const { structuredContent } = await client.callTool({ name: 'plan', arguments: { goal } }, undefined, {
        onprogress,
      })
      return { told, report: structuredContent as { plan: { intent: { goal: { sentence: string } } } } }
    }),
  )
  for (const [index, { told, report }] of heard.entries()) {
    expect(report.plan.intent.goal.sentence).toBe(goals[index])
    expect(told).toContain('interpret …')
    expect(told.filter((one) => one === 'resolve …')).toHaveLength(1)
  }
})

test('an ended session is gone', async () => {
  const session = await begin(server.url)
  expect((await send(server.url, { headers: session, body: ping })).status).toBe(200)
  expect((await send(server.url, { headers: session, method: 'DELETE' })).status).toBe(200)
  expect((await send(server.url, { headers: session, body: ping })).status).toBe(404)
})

test('what came after a cut can be fetched', async () => {
  const session = await begin(server.url)
  const params = { name: 'plan', arguments: { goal: 'case triage service' }, _meta: { progressToken: 1 } }
  const asked = call('tools/call', params)
  const cut = await send(server.url, { headers: session, body: asked, cutAfter: 2 })
  const rest: Request = { headers: { ...session, 'last-event-id': cut.events[1]!.id! }, method: 'GET' }
  // Three more steps, and the answer: the stream stays open after it.
  const found = messagesOf(await send(server.url, { ...rest, cutAfter: 4 }))
  expect(found.slice(0, 3).map(({ method }) => method)).toEqual(Array(3).fill('notifications/progress'))
  expect(found[3]).toMatchObject({ id: asked.id, result: { structuredContent: { verdict: 'planned' } } })
  const unknown = await send(server.url, { ...rest, headers: { ...session, 'last-event-id': '9999' } })
  expect(unknown).toMatchObject({ status: 400, body: expect.stringContaining('Last-Event-ID') })
})

test('of what was told only so much is kept', async () => {
  const events = new Events(300)
  const ids = []
  for (let index = 0; index < 20; index += 1)
    ids.push(await events.storeEvent('a', { jsonrpc: '2.0', method: `m${index}` }))
  const again: string[] = []
  const first = ids.find((id) => events.has(id))!
  await events.replayEventsAfter(first, { send: async (id) => void again.push(id) })
  expect(again).toEqual(ids.slice(ids.indexOf(first) + 1))
  expect(again.length).toBeGreaterThan(3)
  expect(ids.indexOf(first)).toBeGreaterThan(3)
})

/** A server with other limits, for one test. */
async function bounded(limits: { most: number; idle: number }): Promise<string> {
  const { url, end } = await httpServer(root, { limits })
  onTestFinished(() => void end())
  return url
}

test('there is room for so many clients; one that has gone makes way, one that is there does not', async () => {
  const url = await bounded({ most: 2, idle: 60_000 })
  const [first, second] = [await begin(url), await begin(url)]
  const third = await begin(url)
  expect((await send(url, { headers: first, body: ping })).status).toBe(404)
  for (const headers of [second, third]) {
    // The stream that a client listens on: cut by the end of the server.
    const open = send(url, { headers, method: 'GET' }).catch(() => undefined)
    onTestFinished(() => void open)
    await vi.waitFor(async () => expect((await send(url, { headers, method: 'GET' })).status).toBe(409))
  }
  const full = await send(url, { body: call('initialize') })
  expect(full).toMatchObject({ status: 503, headers: { 'retry-after': '30' } })
})

test('a client that stays away for too long is forgotten', async () => {
  const url = await bounded({ most: 2, idle: 100 })
  const session = await begin(url)
  // Each look counts as being there, so they are further apart.
  const look = async () => (await send(url, { headers: session, body: ping })).status
  expect(await look()).toBe(200)
  await expect.poll(look, { interval: 300 }).toBe(404)
})

const wrong: [args: string[], status: number, said: RegExp][] = [
  [['--http', '65536'], 2, /0 to 65535/],
  [['--http', '-1'], 2, /0 to 65535/],
  [['--http', '80.5'], 2, /0 to 65535/],
  [['--http'], 2, /argument missing/],
  [['--host', 'localhost'], 2, /--host says how.*\n.*--http 8300/],
  [['--token-file', 'x'], 2, /--token-file says how/],
  [['--allow-host', 'x'], 2, /--allow-host says how/],
  [['--http', '0', '--host', '0.0.0.0'], 2, /lets other machines in.*\n.*COMPOSE_MCP_TOKEN.*--token-file/],
  [['--http', '0', '--host', '203.0.113.5'], 2, /lets other machines in/],
  [['--http', '0', '--host', '256.1.1.1'], 2, /no such address.*\n.*0\.0\.0\.0 stands for all/],
  [['--http', '0', '--token-file', '/no-such-file'], 2, /cannot be read \(ENOENT\).*\n.*holds the token/],
  [['--http', '0', '--token-file', '/dev/null'], 2, /32 or more.*\n.*openssl/],
  [['--http', '0', '--root', '/no-such-folder'], 2, /no such folder/],
]

test.each(wrong)('compose mcp %j ends with status %i and says what next', async (args, status, said) => {
  const ran = await inProcess(['mcp', ...args])
  expect(ran).toEqual({ status, stdout: '', stderr: expect.stringMatching(said) })
})

test('a given token that is none, an address of others, and a port in use', async () => {
  const given = { COMPOSE_MCP_TOKEN: token }
  const short = await inProcess(['mcp', '--http', '0'], { env: { COMPOSE_MCP_TOKEN: 'secret' } })
  expect(short).toMatchObject({ status: 3, stderr: expect.stringMatching(/32 or more/) })
  expect(short.stderr).not.toContain('secret')
  const elsewhere = await inProcess(['mcp', '--http', '0', '--host', '203.0.113.5'], { env: given })
  expect(elsewhere).toMatchObject({ status: 2, stderr: expect.stringMatching(/no such address/) })
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await vi.waitFor(() => expect(other.listening).toBe(true))
  const { port } = other.address() as AddressInfo
  const taken = await inProcess(['mcp', '--http', String(port)], { env: given })
  expect(taken).toMatchObject({ status: 3, stderr: expect.stringMatching(/in use.*\n.*--http \d+/) })
})

test('a token that is made is told once, on stderr, and stands in no command line; one in a file is taken', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'token'), `${token}\n`)
  for (const args of [[], ['--token-file', 'token']]) {
    let line = ''
    const ran = await compose(['mcp', '--http', '0', ...args], {
      cwd: folder,
      during(child) {
        child.stdout!.once('data', async (url) => {
          line = await readFile(`/proc/${child.pid}/cmdline`, 'utf8').catch(() => '')
          const made = args.length > 0 ? token : undefined
          const answer = await send(String(url).trim(), { body: ping, headers: { authorization: `Bearer ${made}` } })
          line += ` ${answer.status}`
          child.kill('SIGTERM')
        })
      },
    })
    expect(ran.status).toBe(143)
    expect(ran.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp\n$/)
    if (args.length > 0) {
      expect(ran.stderr).toBe('')
      // Known, but no session was begun.
      expect(line).toMatch(/ 400$/)
    } else {
      const [, made] = /^Token, until this server ends: ([0-9a-f]{64})\n$/.exec(ran.stderr) ?? []
      expect(made).toBeDefined()
      expect(line).not.toContain(made)
      expect(line).toMatch(/ 401$/)
    }
  }
  expect(await readdir(folder)).toEqual(['token'])
})
