import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { bodySize } from '../src/body-size.ts'
import { type StartedComponent, startComponent } from '../testing/index.ts'
import { notes } from './fixture/notes.ts'

const started: StartedComponent[] = []
const databaseUrl = { current: undefined as string | undefined }
async function start(env: Record<string, string>): Promise<StartedComponent> {
  const one = await startComponent(notes, { env, ...(databaseUrl.current && { databaseUrl: databaseUrl.current }) })
  databaseUrl.current = one.databaseUrl
  started.push(one)
  return one
}
afterAll(() => Promise.all(started.map((one) => one.stop())))

const usual = await start({})
const authorization = `Bearer ${await usual.token({ scopes: ['notes:write'] })}`

interface Line {
  socket: Socket
  /** Milliseconds until the other side ended it. */
  ended: Promise<number>
  heard(): string
}

function open({ url }: StartedComponent, localAddress = '127.0.0.1'): Line {
  const begun = Date.now()
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress })
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes
  })
  socket.on('error', () => {})
  const ended = new Promise<number>((resolve) => socket.once('close', () => resolve(Date.now() - begun)))
  return { socket, ended, heard: () => text }
}

async function drip({ socket }: Line, text: string): Promise<void> {
  for (const letter of text) {
    if (socket.destroyed) return
    socket.write(letter)
    await sleep(40)
  }
}

describe('slow senders', async () => {
  const patient = await start({
    HEAD_TIMEOUT_SECONDS: '0.6',
    REQUEST_TIMEOUT_SECONDS: '1',
    IDLE_TIMEOUT_SECONDS: '1.5',
  })
  const head = 'POST /notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  const long = 'x'.repeat(4000)

  test.each<[string, string, (line: Line) => Promise<void>]>([
    ['a head that never ends', '408', (line) => drip(line, `${head}X-Long: ${long}`)],
    [
      'a body that comes drop by drop',
      '408',
      (line) => {
        line.socket.write(
          `${head}Authorization: ${authorization}\r\nIdempotency-Key: 1\r\nContent-Length: 4000\r\n\r\n`,
        )
        return drip(line, long)
      },
    ],
    [
      'a body in chunks without an end',
      '408',
      (line) => {
        line.socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
        return drip(line, '1\r\nx\r\n'.repeat(1000))
      },
    ],
    ['nothing at all', '', async () => {}],
    [
      'nothing more after an answer',
      '200',
      async (line) => {
        line.socket.write('GET /about HTTP/1.1\r\nHost: x\r\n\r\n')
      },
    ],
  ])('%s is let go', async (_name, status, send) => {
    const line = open(patient)
    const sending = send(line)
    // Others are served meanwhile.
    await sleep(300)
    expect((await patient.fetch('/about')).status).toBe(200)
    expect(await line.ended).toBeLessThan(4000)
    expect(line.heard()).toContain(status)
    await sending
  })

  test('connections are bounded, and one address cannot have them all', async () => {
    const bounded = await start({ MAX_CONNECTIONS: '20' })
    const lines = Array.from({ length: 30 }, () => open(bounded))
    await sleep(300)
    expect(lines.filter(({ socket }) => !socket.destroyed)).toHaveLength(10)
    const others = Array.from({ length: 30 }, (_, index) => open(bounded, `127.0.0.${2 + index}`))
    await sleep(300)
    expect(others.filter(({ socket }) => !socket.destroyed)).toHaveLength(10)
    for (const { socket } of [...lines, ...others]) socket.destroy()
    await expect.poll(async () => (await bounded.fetch('/about').catch(() => undefined))?.status).toBe(200)
  })
})

describe('requests that cannot be', () => {
  const ask = async (text: string) => {
    const line = open(usual)
    line.socket.write(text)
    await expect.poll(line.heard).toMatch(/^HTTP\/1\.[01] \d{3}/)
    line.socket.destroy()
    return line.heard().slice(9, 12)
  }

  test.each([
    ['a Host that is none', 'GET /about HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['a Host with a path', 'GET /about HTTP/1.1\r\nHost: a/b@c\r\n\r\n'],
    ['a Host that opens a bracket', 'GET /no/such HTTP/1.1\r\nHost: [::1\r\n\r\n'],
    ['a Host with a port that is none', 'GET /about HTTP/1.1\r\nHost: a:99999\r\n\r\n'],
    ['no Host', 'GET /about HTTP/1.0\r\n\r\n'],
  ])('%s is 400', async (_name, text) => {
    expect(await ask(text)).toBe('400')
  })

  const write = async (note: object) => {
    const headers = { authorization, 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' }
    const response = await usual.fetch('/notes', { method: 'POST', headers, body: JSON.stringify(note) })
    return { status: response.status, body: await response.json() }
  }

  test('a value that Postgres cannot keep is 400', async () => {
    // A UUID as the contract has it, and none for Postgres.
    const headers = { authorization, 'idempotency-key': crypto.randomUUID() }
    const response = await usual.fetch(`/notes/urn:uuid:${crypto.randomUUID()}`, { method: 'DELETE', headers })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid-request' }])
  })

  test('what no text of Postgres has is made plain before it gets there', async () => {
    const written = await write({ text: 'a\u0000b', priority: 1 })
    expect(written).toMatchObject({ status: 201, body: { text: 'a b' } })
  })

  test('a body may be as large as its fields and no larger, whatever stands beside them', async () => {
    expect((await write({ text: '\u{1F600}'.repeat(200), priority: 1 })).status).toBe(201)
    const beside = await write({ text: 'x', priority: 1, more: 'x'.repeat(20_000) })
    expect(beside).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/larger than what fits here, \d+ bytes/) },
    })
  })
})

describe('how large a body may be', () => {
  test.each([
    ['no body', undefined, 1024],
    ['a text with an end', { type: 'string', maxLength: 100 }, 1024 + Math.ceil(1.25 * 1202)],
    ['a list with an end', { type: 'array', maxItems: 3, items: { type: 'boolean' } }, 1024 + Math.ceil(1.25 * 101)],
    ['one of several', { oneOf: [{ enum: ['a'] }, { type: 'string', format: 'date' }] }, 1024 + Math.ceil(1.25 * 122)],
    ['what is left open', { type: 'object' }, 1024 + Math.ceil(1.25 * (2 + 65_536))],
    ['what has no end', { type: 'array', maxItems: 100, items: { type: 'string' } }, 1024 * 1024],
  ])('%s', (_name, schema, size) => {
    expect(bodySize(schema)).toBe(size)
  })
})

describe('how often one address may ask', () => {
  const statuses = async (
    one: StartedComponent,
    times: number,
    path: string,
    init: (index: number) => RequestInit = () => ({}),
  ) => {
    const found: number[] = []
    for (let index = 0; index < times; index++) found.push((await one.fetch(path, init(index))).status)
    return found
  }

  test.each([
    ['an unknown address', '/no/such', 'GET', 404],
    ['a form sent to an unknown address', '/no/such', 'POST', 404],
    ['an operation without a token', '/notes', 'GET', 401],
  ])('%s counts', async (_name, path, method, status) => {
    const one = await start({ RATE_LIMIT_PER_MINUTE: '3' })
    expect(await statuses(one, 4, path, () => ({ method }))).toEqual([status, status, status, 429])
  })

  test.each([
    ['/metrics', 120],
    ['/health/ready', 600],
    ['/health/live', 600],
  ])('%s has a limit of its own', async (path, limit) => {
    const one = await start({ RATE_LIMIT_PER_MINUTE: '3' })
    const found = await statuses(one, limit + 1, path)
    expect(found.slice(0, limit).every((status) => status === 200)).toBe(true)
    expect(found[limit]).toBe(429)
  })

  const forwarded = (chain: string) => (index: number) => ({
    headers: { 'x-forwarded-for': chain.replace('#', String(index)) },
  })

  test.each([
    ['without a proxy the header says nothing', '', '203.0.113.#', 429],
    ['with one proxy what a caller wrote stands before what it added', '1', '203.0.113.#, 198.51.100.7', 429],
    ['with two proxies likewise', '2', '203.0.113.#, 198.51.100.7, 10.0.0.1', 429],
    ['with one proxy each caller has a limit', '1', '203.0.113.7, 198.51.100.#', 200],
    ['with two proxies each caller has a limit', '2', '203.0.113.7, 198.51.100.#, 10.0.0.1', 200],
    ['with IPv6 a machine has one limit for its whole network', '1', '2001:db8:0:1::#', 429],
  ])('%s', async (_name, proxies, chain, fourth) => {
    const one = await start({ RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: proxies })
    expect(await statuses(one, 4, '/about', forwarded(chain))).toEqual([200, 200, 200, fourth])
  })

  test.each([
    ['TRUST_PROXY', 'true', 'TRUST_PROXY must be the number of proxies in front of this process, from 0 to 10.'],
    ['RATE_LIMIT_PER_MINUTE', 'many', 'RATE_LIMIT_PER_MINUTE must be a number, from 1 to 10000000.'],
    ['HOLDS_PER_ADDRESS', '0', 'HOLDS_PER_ADDRESS must be a number, from 1 to 1000000.'],
    ['MAX_CONNECTIONS', '0', 'MAX_CONNECTIONS must be a number, from 1 to 100000.'],
  ])('%s=%s is an error at the start', async (name, value, message) => {
    await expect(start({ [name]: value })).rejects.toThrow(message)
  })
})
