import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../cli/run.ts'
import { inSandbox, leftBehind, nothing } from '../support/left-behind.ts'
import { begin, call, httpProcess, send } from './http.ts'
import { type RawServer, rawServer } from './raw.ts'

// Each begins with a cold run, which takes long where others keep the machine busy.
vi.setConfig({ testTimeout: 150_000 })

/** A server in the middle of a cold run, when tests are under way in the sandbox. */
async function inMidRun() {
  const [root, temporary, cache, runs] = await Promise.all([1, 2, 3, 4].map(() => temporaryFolder()))
  const env = { TMPDIR: temporary!, XDG_CACHE_HOME: cache!, COMPOSE_RUNS: runs! }
  const server = await rawServer(root!, env)
  const params = { name: 'compose', arguments: { goal: 'case triage service' }, _meta: { progressToken: 'p' } }
  server.send({ id: 2, method: 'tools/call', params })
  let said: unknown
  server
    .heard(({ id }) => id === 2)
    .then(
      (answer) => {
        said = answer
      },
      () => {},
    )
  await inSandbox(temporary!).catch((error: Error) => {
    throw new Error(`${error.message}; the server has said ${JSON.stringify(said)}`)
  })
  return { server, root: root!, temporary: temporary!, cache: cache! }
}

const byHand: [string, (server: RawServer) => unknown, number][] = [
  ['its stdin ends', ({ child }) => child.stdin?.end(), 0],
  ['it is asked to end', ({ child }) => child.kill('SIGTERM'), 143],
  ['it is interrupted', ({ child }) => child.kill('SIGINT'), 130],
  ['its terminal is closed', ({ child }) => child.kill('SIGHUP'), 143],
]

test.each(byHand)('when %s in mid-run, the server cancels the run, tidies up, and ends', async (_how, end, status) => {
  const { server, root, temporary, cache } = await inMidRun()
  end(server)
  expect(await server.ended).toBe(status)
  expect(await leftBehind(temporary)).toEqual(nothing)
  expect(await readdir(root)).toEqual([])
  // A Postgres that was being made goes too; a finished one has a name without an ending.
  expect(await readdir(join(cache, 'compose/postgres'))).not.toContainEqual(expect.stringContaining('-'))
})

test('a call that the client cancels leaves nothing, and the server goes on', async () => {
  const { server, root, temporary } = await inMidRun()
  server.send({ method: 'notifications/cancelled', params: { requestId: 2, reason: 'enough' } })
  await vi.waitFor(async () => expect(await leftBehind(temporary)).toEqual(nothing), { timeout: 20_000, interval: 50 })
  expect(await readdir(root)).toEqual([])
  server.send({ id: 3, method: 'ping' })
  expect(await server.heard(({ id }) => id === 3)).toMatchObject({ result: {} })
  server.child.stdin?.end()
  expect(await server.ended).toBe(0)
})

test('over HTTP a cut goes on, and a cancelled call, an ended session and SIGTERM end what runs and tidy up', async () => {
  const [root, temporary, runs] = await Promise.all([1, 2, 3].map(() => temporaryFolder()))
  const { child, ended, url } = await httpProcess(root!, { TMPDIR: temporary!, COMPOSE_RUNS: runs! })
  const params = { name: 'compose', arguments: { goal: 'case triage service' }, _meta: { progressToken: 1 } }
  const isTidy = async () => {
    await vi.waitFor(async () => expect(await leftBehind(temporary!)).toEqual(nothing), {
      timeout: 20_000,
      interval: 50,
    })
    expect(await readdir(root!)).toEqual([])
  }
  const headers = await begin(url)
  const asked = call('tools/call', params)
  const cut = await send(url, { headers, body: asked, cutAfter: 2 })
  expect(cut.events).toHaveLength(2)
  await inSandbox(temporary!)
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: asked.id } }
  expect((await send(url, { headers, body: cancelled })).status).toBe(202)
  await isTidy()

  const whole = send(url, { headers, body: call('tools/call', params) })
  await inSandbox(temporary!)
  expect((await send(url, { headers, method: 'DELETE' })).status).toBe(200)
  // The answer to DELETE waits for it.
  expect(await leftBehind(temporary!)).toEqual(nothing)
  await isTidy()
  expect((await whole).body).not.toContain('"result"')

  const last = send(url, { headers: await begin(url), body: call('tools/call', params) })
  await inSandbox(temporary!)
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
  await isTidy()
  expect((await last.catch(() => ({ body: '' }))).body).not.toContain('"result"')
})
