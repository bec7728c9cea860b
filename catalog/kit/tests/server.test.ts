import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { type Context, client, defineComponent, ProblemResponse } from '../src/index.ts'
import { startComponent } from '../testing/index.ts'
import type { operations } from './fixture/contract.ts'
import { notes } from './fixture/notes.ts'
import { run } from './fixture/process.ts'

const component = await startComponent(notes)
afterAll(() => component.stop())
const notesClient = component.client<operations>()

async function post(body: string, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${await component.token({ scopes: ['notes:write'] })}`
  const all = { authorization, 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json', ...headers }
  const response = await component.fetch('/notes', { method: 'POST', headers: all, body })
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() }
}

test('an error is a problem document without the values that were sent', async () => {
  const sent = await post(JSON.stringify({ text: 'x', priority: 'Ada Secret', 'Ada Unknown': 1 }))
  expect(sent).toMatchObject({ status: 400, type: 'application/problem+json; charset=utf-8' })
  expect(sent.body).toMatchObject({
    type: 'urn:compose:problem:invalid-request',
    title: 'The request is not valid',
    status: 400,
    code: 'invalid-request',
    instance: expect.stringMatching(/^urn:compose:request:/),
  })
  expect(sent.body.errors).toContainEqual({ pointer: '/body/priority', detail: 'must be integer' })
  expect(JSON.stringify(sent.body)).not.toContain('Ada')
})

test.each([
  ['no JSON', '{"text": Ada', {}],
  ['another media type', 'text=x', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a body over 1 MiB', JSON.stringify({ text: 'x'.repeat(1024 * 1024), priority: 1 }), {}],
])('%s is 400', async (_name, body, headers) => {
  expect(await post(body, headers)).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
})

test('a prototype key in a body changes nothing', async () => {
  expect((await post('{"text":"x","priority":1,"__proto__":{"admin":true}}')).status).toBe(400)
})

test('an unexpected error says nothing about itself', async () => {
  const sent = await post(JSON.stringify({ text: 'crash', priority: 1 }))
  expect(sent).toMatchObject({ status: 500, body: { code: 'unexpected' } })
  expect(JSON.stringify(sent.body)).not.toMatch(/secret|crash|at /)
})

test('what no route answers is a 404 problem that does not repeat the address', async () => {
  const response = await component.fetch('/no/such/Ada')
  expect(response.status).toBe(404)
  expect(await response.text()).not.toContain('Ada')
})

test('path and query become what the contract says', async () => {
  await notesClient.writeNote({ body: { text: 'urgent', priority: 5 } })
  const reader = { token: await component.token({ scopes: ['notes:read'] }) }
  const { notes: found } = await notesClient.listNotes({ query: { priority: 5, limit: 1 } }, reader)
  expect(found).toMatchObject([{ text: 'urgent', priority: 5 }])
  await expect(notesClient.listNotes({ query: { priority: 9 } }, reader)).rejects.toMatchObject({ status: 400 })
})

test('an answer that breaks the contract is 500 in tests', async () => {
  const { id } = await notesClient.writeNote({ body: { text: 'broken', priority: 1 } })
  await expect(notesClient.readNote({ path: { id } })).rejects.toMatchObject({ status: 500, code: 'unexpected' })
})

test('health, metrics, security headers and request ids', async () => {
  expect(await (await component.fetch('/health/live')).json()).toEqual({ status: 'ok' })
  expect(await (await component.fetch('/health/ready')).json()).toEqual({ status: 'ok', checks: { database: true } })
  const about = await component.fetch('/about', { headers: { 'x-request-id': 'abc-123' } })
  expect(about.headers.get('x-request-id')).toBe('abc-123')
  expect(about.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(about.headers.get('x-content-type-options')).toBe('nosniff')
  expect(about.headers.get('cache-control')).toBe('no-store')
  const metrics = await (await component.fetch('/metrics')).text()
  expect(metrics).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/about",status="200"\} 1/)
})

test('too many requests are 429', async () => {
  const limited = await startComponent(notes, { env: { RATE_LIMIT_PER_MINUTE: '3' } })
  try {
    const statuses = []
    for (let sent = 0; sent < 4; sent++) statuses.push((await limited.fetch('/about')).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    expect((await limited.fetch('/health/live')).status).toBe(200)
    await expect(limited.client<operations>().about()).rejects.toMatchObject({ status: 429, code: 'too-many-requests' })
  } finally {
    await limited.stop()
  }
})

test.each([
  ['missing', { about: undefined }, 'The operation about of the contract has no handler'],
  ['surplus', { other: async () => ({ status: 200 }) }, 'The handler other belongs to no operation of the contract'],
])('a %s handler is an error at the start', async (_name, change, message) => {
  const handlers = notes.handlers
  const wrong = defineComponent<operations>({
    ...notes,
    handlers: (context) => ({ ...handlers(context), ...(change as object) }),
  })
  await expect(startComponent(wrong)).rejects.toThrow(message)
})

test('nobody at the address is ProblemResponse 503', async () => {
  const away = client<operations>('notes', {
    url: 'http://127.0.0.1:1',
    token: async () => 'x',
    contract: notes.contract as URL,
  })
  const error = await away.about().catch((thrown) => thrown)
  expect(error).toBeInstanceOf(ProblemResponse)
  expect(error).toMatchObject({ status: 503, code: 'unavailable', passing: true })
})

test.each(['.', '..', ''])('a part of a path that is %j asks for no other operation', async (id) => {
  await notesClient.writeNote({ body: { text: 'one that nobody asks for', priority: 1 } })
  const before = await notesClient.listNotes()
  for (const call of [notesClient.readNote, notesClient.removeNote])
    await expect(call({ path: { id } })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
  expect(await notesClient.listNotes()).toEqual(before)
})

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 10_000 }).toBe(true)
}

test('run alone it logs no personal data, finishes open requests on SIGTERM and ends with 143', async () => {
  const env = { DATABASE_URL: component.databaseUrl, PORT: '0', IDENTITY_URL: component.issuer.url }
  const alone = run([fileURLToPath(new URL('fixture/main.ts', import.meta.url))], env)
  const url = await alone.says(/listening on (\S+)/)
  const theirs = client<operations>('notes', {
    url,
    token: () => component.token({ scopes: ['notes:write'] }),
    contract: notes.contract as URL,
  })
  await theirs.writeNote({ body: { text: 'about Ada Lovelace', priority: 2, author: 'ada@example.com' } })
  await theirs.writeNote({ body: { text: 'crash', priority: 2, author: 'ada@example.com' } }).catch(() => {})
  await fetch(`${url}/notes/ada@example.com?who=ada`)
  await alone.says(/"status":401/)
  let open: Promise<unknown> = Promise.resolve()
  await component.db.transaction(async (tx) => {
    // The request has to wait for this lock, so it is open when the signal comes.
    await tx.query('LOCK TABLE note')
    open = theirs.writeNote({ body: { text: 'last', priority: 1 } })
    await waitUntil(
      async () => (await tx.query("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'relation'")).length > 0,
    )
    alone.child.kill('SIGTERM')
    await waitUntil(
      async () =>
        !(await fetch(`${url}/health/live`).then(
          (response) => response.ok,
          () => false,
        )),
    )
  })
  expect(await open).toMatchObject({ text: 'last' })
  expect(await alone.ended()).toBe(143)
  const lines = alone
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
  expect(lines).toContainEqual(
    expect.objectContaining({
      component: 'notes-embedded',
      method: 'POST',
      route: '/notes',
      status: 201,
      requestId: expect.any(String),
    }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'failed',
      error: 'Error',
      at: expect.arrayContaining([expect.stringContaining('notes.ts')]),
    }),
  )
  expect(alone.output()).not.toMatch(/ada|lovelace|secret|crash/i)
})

test('what a component starts is there before anybody can ask for it', async () => {
  const ids: string[] = []
  const start = async (context: Context) => {
    expect(() => context.url).toThrow('has no URL before it listens')
    ids.push('started')
    return async () => {
      ids.push('stopped')
    }
  }
  const early = await startComponent(defineComponent<operations>({ ...notes, id: 'early-embedded', start }))
  await early.stop()
  expect(ids).toEqual(['started', 'stopped'])
})
