import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Report } from '../../src/schema.ts'
import { rawServer } from '../mcp/raw.ts'
import { leftBehind, nothing } from '../support/left-behind.ts'
import { askAgent } from '../support/scripted-agent.ts'

// Other people's clients in front of the real server, on a machine that has proved nothing yet.

async function freshMachine() {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'mcp-client-')))
  onTestFinished(() => rm(top, { recursive: true, force: true, maxRetries: 5 }))
  const [root, cache, runs, temporary] = await Promise.all(
    ['root', 'cache', 'runs', 'tmp'].map((name) => mkdtemp(join(top, `${name}-`))),
  )
  const env = { XDG_CACHE_HOME: cache!, COMPOSE_RUNS: runs!, TMPDIR: temporary!, PATH: process.env.PATH! }
  return { root: root!, cache: cache!, temporary: temporary!, env }
}

const isVerified = (result: string) => /^\{.*"verdict":"verified"/.test(result)

test('an agent of @openai/agents, with its default limits, ends with a verified service', async () => {
  const { root, env, temporary } = await freshMachine()
  const tool = { name: 'compose', args: { goal: 'case triage service' }, good: isVerified }
  const { final, results } = await askAgent(tool, { root, env })
  expect(Report.parse(JSON.parse(final!))).toMatchObject({ verdict: 'verified', folder: join(root, 'case-triage') })
  // At once, or after the one time that its limit of a minute was too short.
  expect(results.length).toBeLessThanOrEqual(2)
  expect(await readdir(root)).toEqual(['case-triage'])
  expect(await leftBehind(temporary)).toEqual(nothing)
})

test('a call is never silent for ten seconds, and what it has proved outlives even a kill', async () => {
  const { root, cache, env } = await freshMachine()
  const server = await rawServer(root, env)
  const params = { name: 'compose', arguments: { goal: 'case triage service' }, _meta: { progressToken: 1 } }
  const begun = performance.now()
  server.send({ id: 2, method: 'tools/call', params })
  const { params: said } = await server.heard(({ params }) => / tests of its contract$/.test(params?.message ?? ''))
  server.child.kill('SIGKILL')
  await server.ended
  const told = server.messages.filter(({ method }) => method === 'notifications/progress')
  expect(told.map(({ params }) => params?.progress)).toEqual(told.map((_one, index) => index + 1))
  const times = [begun, ...told.map(({ at }) => at)]
  expect(Math.max(...times.slice(1).map((at, index) => at - times[index]!))).toBeLessThan(10_000)
  const proofs = await readdir(join(cache, 'compose/proved'))
  expect(proofs.length).toBeGreaterThan(0)

  const [, component] = /^verify: (\S+): passed/.exec(said!.message)!
  const again = await rawServer(root, env)
  again.send({ id: 2, method: 'tools/call', params })
  await again.heard(({ params }) =>
    new RegExp(`^verify: ${component}: passed \\d+ tests of its contract earlier`).test(params?.message ?? ''),
  )
  again.child.stdin?.end()
  expect(await again.ended).toBe(0)
})
