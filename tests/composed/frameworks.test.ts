import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../cli/run.ts'
import { httpProcess, token } from '../mcp/http.ts'
import { type Asked, type Reply, type ScriptedEndpoint, scriptedEndpoint } from '../model/endpoint.ts'

// The examples as their users run them: an agent of each framework, a model of few words, and the real server over HTTP.

const run = promisify(execFile)
const examples = join(import.meta.dirname, '../../examples/mcp')
const disposals: (() => unknown)[] = []
let server: Awaited<ReturnType<typeof httpProcess>>
let root: string

/** A model that calls the tool once and says what its report says. Frameworks put a name of theirs before that of the tool. */
function script(out: string): (asked: Asked) => Reply {
  return ({ messages, tools }) => {
    const last = messages.at(-1)!
    if (last.role === 'tool') {
      const text = typeof last.content === 'string' ? last.content : JSON.stringify(last.content)
      return { text: `verdict: ${/\\*"verdict\\*":\\*"([a-z]+)/.exec(text)?.[1]}` }
    }
    const { name } = tools!.map((tool) => tool.function).find(({ name }) => /(^|_)compose$/.test(name))!
    return { calls: [{ name, arguments: { goal: last.content, out, brief: true } }] }
  }
}

beforeAll(async () => {
  const [folder, runs] = await Promise.all([1, 2].map(() => temporaryFolder((dispose) => disposals.push(dispose))))
  root = folder!
  server = await httpProcess(root, { COMPOSE_RUNS: runs! }, (dispose) => disposals.push(dispose))
})
afterAll(async () => {
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(143)
  await Promise.all(disposals.map((dispose) => dispose()))
})

test.for(['openai-agents', 'mastra', 'langchain'])('%s composes a service and shows how far it is', async (name) => {
  const endpoint: ScriptedEndpoint = await scriptedEndpoint()
  endpoint.play(script(name))
  const env = {
    PATH: process.env.PATH!,
    ...endpoint.env,
    COMPOSE_MCP_URL: server.url,
    COMPOSE_MCP_TOKEN: token,
    MASTRA_TELEMETRY_DISABLED: '1',
  }
  const { stdout, stderr } = await run(
    process.execPath,
    [join(examples, `${name}.mjs`), 'find my councillor by postcode'],
    {
      env,
      cwd: root,
    },
  )
  endpoint.done()
  expect(stdout.trim()).toBe('verdict: verified')
  for (const step of ['interpret', 'stage', 'verify', 'deliver'])
    expect(stderr).toMatch(new RegExp(`^${step}: \\d+ ms$`, 'm'))
  expect(await readdir(join(root, name))).toContain('receipt.json')
})
