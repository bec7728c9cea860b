import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { Run } from '../../src/journal/run.ts'
import { temporaryFolder } from '../cli/run.ts'
import { httpServer } from './http.ts'
import { withToken } from './with-token.ts'

// The official suite (@modelcontextprotocol/conformance), all its server scenarios for 2025-11-25, against the real server.
//
// It was made for reference servers: most of its scenarios ask for tools, prompts and resources by names of their own, such as
// test_simple_text. Where we have something of the kind, the request gets our name on its way, and the scenario holds for us.

const run = promisify(execFile)
const suite = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance/dist/index.js')

/** A run whose name holds what resources-templates-read puts into its template, which must come back. */
const aRun = '20260123-101500-4f2a1b'

const tools: Record<string, { name: string; arguments: object }> = {
  test_simple_text: { name: 'catalog_search', arguments: { words: ['message'] } },
  test_error_handling: { name: 'compose', arguments: { goal: 'make me a sandwich' } },
  test_tool_with_progress: { name: 'plan', arguments: { goal: 'case triage service' } },
  test_reconnection: { name: 'catalog_list', arguments: {} },
  test_elicitation: {
    name: 'compose',
    arguments: { goal: 'case triage service, residents can appeal within 28 days', dryRun: true },
  },
}
const prompts: Record<string, (given: Record<string, string>) => { name: string; arguments: object }> = {
  test_simple_prompt: () => ({ name: 'preview_goal', arguments: { goal: 'case triage service' } }),
  test_prompt_with_arguments: ({ arg1, arg2 }) => ({ name: 'compose_service', arguments: { goal: `${arg1} ${arg2}` } }),
  test_prompt_with_embedded_resource: () => ({ name: 'explain_failure', arguments: { run: aRun } }),
}
const resources: Record<string, string> = {
  'test://static-text': 'catalog://pattern/triage',
  'test://template/123/data': `run://${aRun}`,
}

interface Message {
  method?: string
  params?: { name?: string; uri?: string; arguments?: Record<string, string>; ref?: object; argument?: object }
}

function ourNames(message: Message): Message {
  const { method, params = {} } = message
  const { name = '', uri = '' } = params
  const now = (changes: object) => ({ ...message, params: { ...params, ...changes } })
  if (method === 'tools/call') return now(tools[name] ?? {})
  if (method === 'prompts/get') return now(prompts[name]?.(params.arguments ?? {}) ?? {})
  if (method === 'resources/read') return now({ uri: resources[uri] ?? uri })
  if (method !== 'completion/complete') return message
  return now({ ref: { type: 'ref/prompt', name: 'explain_failure' }, argument: { name: 'run', value: '' } })
}

const holds = [
  'server-initialize',
  'logging-set-level',
  'ping',
  'completion-complete',
  'tools-list',
  'tools-call-simple-text',
  'tools-call-error',
  'tools-call-with-progress',
  'tools-call-elicitation',
  'server-sse-multiple-streams',
  'resources-list',
  'resources-read-text',
  'resources-templates-read',
  'prompts-list',
  'prompts-get-simple',
  'prompts-get-with-args',
  'prompts-get-embedded-resource',
  'dns-rebinding-protection',
]

const media = 'every tool answers with a report, which is text'
const fixed = 'it wants a form with the very fields and values of a reference server; ours are the inputs of the call'

/** What does not apply, and why. Each fails: one that begins to pass belongs above. */
const others: Record<string, string> = {
  'tools-call-image': media,
  'tools-call-audio': media,
  'tools-call-embedded-resource': `${media}; what is long is linked (0063)`,
  'tools-call-mixed-content': media,
  'tools-call-with-logging':
    'it wants three log messages of one call; only warnings are logged, and steps are progress',
  'tools-call-sampling': 'no model of the client is asked: a brain has its own endpoint',
  'json-schema-2020-12':
    'it wants a tool with a schema of its making; tests/mcp/python.test.ts holds ours to the metaschema',
  'elicitation-sep1034-defaults': fixed,
  'elicitation-sep1330-enums': fixed,
  'resources-read-binary': 'no resource is binary',
  'resources-subscribe': 'an optional capability that is not declared (0063)',
  'resources-unsubscribe': 'an optional capability that is not declared (0063)',
  'prompts-get-with-image': 'no prompt shows a picture',
}

interface Check {
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO'
  errorMessage?: string
}

const found = new Map<string, Check[]>()

beforeAll(async () => {
  const disposals: (() => Promise<unknown>)[] = []
  const [root, runs, out] = await Promise.all(
    [1, 2, 3].map(() => temporaryFolder((dispose) => disposals.push(dispose))),
  )
  const file = { version: 1 as const, command: 'compose', input: {}, cwd: root!, made: '', started: 0 }
  await (await Run.begin(join(runs!, aRun), aRun, file)).release()
  const server = await httpServer(root!, { env: { COMPOSE_RUNS: runs! } })
  const { url, end } = await withToken(server.url, ourNames)
  const args = [suite, 'server', '--url', url, '--suite', 'all', '--spec-version', '2025-11-25', '-o', out!]
  // It exits 1 where anything fails, as what does not apply here must.
  await run(process.execPath, args).catch((error) => expect(error.code).toBe(1))
  for (const folder of await readdir(out!)) {
    const [, scenario] = /^server-(.*)-\d{4}-\d\d-\d\dT/.exec(folder)!
    found.set(scenario!, JSON.parse(await readFile(join(out!, folder, 'checks.json'), 'utf8')))
  }
  end()
  await server.end()
  return () => Promise.all(disposals.map((dispose) => dispose()))
})

test.each(holds)('%s', (scenario) => {
  const checks = found.get(scenario)!
  expect(checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([])
  expect(checks.filter(({ status }) => status === 'SUCCESS').length).toBeGreaterThan(0)
})

test('server-sse-polling: nothing fails; it only warns of what it has not asked for', () => {
  // It says in each request that it speaks 2025-03-26, whose clients can make nothing of an empty event: they get none.
  const checks = found.get('server-sse-polling')!
  expect(checks.filter(({ status }) => status === 'FAILURE')).toEqual([])
  expect(checks.flatMap(({ status, errorMessage }) => (status === 'WARNING' ? [errorMessage] : []))).toEqual([
    expect.stringContaining('priming event'),
    expect.stringContaining('retry field'),
  ])
})

test.each(Object.entries(others))('%s does not apply: %s', (scenario) => {
  expect(found.get(scenario)!.some(({ status }) => status === 'FAILURE')).toBe(true)
})

test('no scenario is left out', () => {
  expect([...found.keys()].sort()).toEqual([...holds, ...Object.keys(others), 'server-sse-polling'].sort())
})
