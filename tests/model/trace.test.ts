import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bin, compose, composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDesk, dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
import { scriptedEndpoint } from './endpoint.ts'

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: object }[]
  status: { code: number; message?: string }
}

/** One export request as rows that can be compared: whose child each span is, and what it says. */
function read(request: string) {
  const [{ resource, scopeSpans }] = JSON.parse(request).resourceSpans
  const spans: Span[] = scopeSpans.flatMap((scope: { spans: Span[] }) => scope.spans)
  const nameOf = (id: string | undefined) => spans.find(({ spanId }) => spanId === id)?.name
  const plain = (value: object): unknown => {
    const [one] = Object.values(value)
    return one?.values ? one.values.map(plain) : one
  }
  const told = (attributes: Span['attributes']) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))
  return {
    spans,
    resource: told(resource.attributes),
    rows: spans
      .toSorted((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1))
      .map((span) => `${nameOf(span.parentSpanId) ?? 'nobody'} > ${span.name}`),
    of: (name: string) => {
      const { attributes, kind, status } = spans.find((span) => span.name === name)!
      return { kind, status, ...told(attributes) }
    },
  }
}

/** Words of the goal, of what was looked up and of what was answered. */
const content = /tenant|warden|duty.desk|worr|visit|livesAlone|sk-test/i

test('a planned run as spans in a file: names, parents, attributes, and no content', async () => {
  const endpoint = await scriptedEndpoint(dutyDesk.slice(0, 3))
  const home = await temporaryFolder()
  const file = join(home, 'trace.jsonl')
  const how = { cwd: home, env: endpoint.env }
  const { report, status } = await composeJson(['plan', dutyDeskGoal, '--trace', 'trace.jsonl'], how)
  expect({ status, problems: report.problems }).toEqual({ status: 0, problems: [] })
  endpoint.done()
  const [line, ...more] = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(more).toEqual([])
  expect(line).not.toMatch(content)
  const { of, resource, rows, spans } = read(line!)
  expect(resource).toEqual({ 'service.name': 'compose', 'service.version': expect.stringMatching(/^\d+\./) })
  expect(new Set(rows)).toEqual(
    new Set([
      'nobody > compose plan',
      'compose plan > interpret',
      'interpret > invoke_agent planner',
      'invoke_agent planner > chat scripted',
      'invoke_agent planner > execute_tool search-catalog',
      'invoke_agent planner > execute_tool check-intent',
      'compose plan > resolve',
    ]),
  )
  expect(rows.filter((row) => row.endsWith('chat scripted'))).toHaveLength(3)
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  for (const { startTimeUnixNano, endTimeUnixNano } of spans)
    expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano))
  const { hostname, port } = new URL(endpoint.url)
  const model = {
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'scripted',
    'server.address': hostname,
    'server.port': Number(port),
  }
  expect(of('compose plan')).toEqual({
    kind: 1,
    status: { code: 0 },
    'compose.command': 'plan',
    'compose.verdict': 'planned',
    'compose.run': report.run,
  })
  expect(of('invoke_agent planner')).toEqual({
    kind: 1,
    status: { code: 0 },
    ...model,
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'planner',
    'compose.attempt': 1,
  })
  expect(of('chat scripted')).toEqual({
    // Client, as OTLP numbers it.
    kind: 3,
    status: { code: 0 },
    ...model,
    'gen_ai.operation.name': 'chat',
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 10,
    'gen_ai.response.finish_reasons': ['tool_calls'],
  })
  expect(of('execute_tool check-intent')).toEqual({
    kind: 1,
    status: { code: 0 },
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'check-intent',
    'gen_ai.tool.type': 'function',
  })
  // The next run is another line, with another trace.
  await compose(['plan', 'case triage service'], { cwd: home, env: { COMPOSE_TRACE: file } })
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(lines).toHaveLength(2)
  expect(read(lines[1]!).spans[0]!.traceId).not.toBe(spans[0]!.traceId)
})

test('a run that ends by an error exports what there is, with the code and nobody’s words', async () => {
  const refused = { error: { message: 'the wardens of this model are out', type: 'server_error' } }
  const endpoint = await scriptedEndpoint([
    { reply: { value: { ...dutyDeskIntent, pattern: 'duty-desk' } } },
    { reply: { calls: [{ name: 'tenant-register', arguments: { tenant: 'Mr Warden' } }] } },
    ...[1, 2, 3].map(() => ({ reply: { status: 500, body: refused } })),
  ])
  const home = await temporaryFolder()
  const { status } = await compose(['plan', dutyDeskGoal, '--trace', 'trace.jsonl'], { cwd: home, env: endpoint.env })
  expect(status).toBe(4)
  endpoint.done()
  const text = await readFile(join(home, 'trace.jsonl'), 'utf8')
  expect(text).not.toMatch(content)
  const { of, spans } = read(text)
  const failed = { status: { code: 2 }, 'error.type': 'provider-failed' }
  expect(of('compose plan')).toMatchObject({ ...failed, 'compose.verdict': 'failed' })
  expect(of('interpret')).toMatchObject(failed)
  expect(of('execute_tool unknown')).toMatchObject({ 'error.type': 'tool-failed' })
  // The first answer came, and failed its check; the second question was not answered at all.
  const ends = (name: string) => spans.filter((span) => span.name === name).map(({ status: { code } }) => code)
  expect(ends('invoke_agent planner')).toEqual([0, 2])
  expect(ends('chat scripted')).toEqual([0, 0, 2])
})

/** A collector that keeps what it is sent. */
async function collector(status: number) {
  const sent: { url: string | undefined; type: string | undefined; team: unknown; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    sent.push({ url: request.url, type: request.headers['content-type'], team: request.headers['x-team'], body })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { sent, env: { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: 'x-team=public%20services' } }
}

test('--trace otlp sends one request to the collector; a person who interrupts still has their trace', async () => {
  const { env, sent } = await collector(200)
  const hung = await scriptedEndpoint([{ reply: { raw: () => undefined } }])
  const { status, stderr } = await compose(['plan', dutyDeskGoal, '--trace', 'otlp'], {
    env: { ...hung.env, ...env },
    during: (child) => {
      const asked = setInterval(() => hung.asked.length > 0 && child.kill('SIGINT') && clearInterval(asked), 20)
    },
  })
  expect(status).toBe(130)
  expect(stderr).not.toContain('warning')
  expect(sent).toMatchObject([{ url: '/v1/traces', type: 'application/json', team: 'public services' }])
  const { of } = read(sent[0]!.body)
  for (const name of ['compose plan', 'interpret', 'invoke_agent planner', 'chat scripted'])
    expect(of(name)).toMatchObject({ 'error.type': 'interrupted', status: { code: 2 } })
})

/** An address at which nobody listens. */
async function nobody() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
}

test.each([
  ['refuses it', async () => (await collector(503)).env, /answered with status 503/],
  ['is not there', nobody, /cannot be reached \(ECONNREFUSED\)/],
])('a collector that %s costs a warning, not the run', async (_name, env, says) => {
  const { status, stderr } = await compose(['plan', 'case triage service', '--trace', 'otlp'], { env: await env() })
  expect(status).toBe(0)
  expect(stderr).toMatch(/^warning: The trace was lost: 127/m)
  expect(stderr).toMatch(says)
})

test.each([
  ['otlp without an address', 'otlp', {}, 3, 'environment', /OTEL_EXPORTER_OTLP_ENDPOINT=http/],
  ['otlp to what is no address', 'otlp', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, 3, 'environment', /127/],
  ['a folder that is not there', 'no/trace.jsonl', {}, 3, 'environment', /where you may write/],
  ['a file that holds something else', 'plan.yaml', {}, 9, 'edits-would-be-lost', /another file/],
])('%s is refused before the run begins', async (_name, target, env, status, code, advice) => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'plan.yaml'), 'version: 1\n')
  const ran = await composeJson(['plan', 'case triage service', '--trace', target], { cwd, env })
  expect(ran.status).toBe(status)
  expect(ran.report.problems).toMatchObject([{ code, suggestion: expect.stringMatching(advice) }])
  expect(ran.stderr).not.toContain('step-started')
  expect(await readdir(cwd)).toEqual(['plan.yaml'])
})

test('nothing of OpenTelemetry is loaded, and no file written, unless a trace is asked for', async () => {
  const cwd = await temporaryFolder()
  const loaded = async (args: string[]) => {
    const list = join(await temporaryFolder(), 'modules')
    const node = [process.execPath, '--import', join(import.meta.dirname, 'loaded-modules.mjs'), bin]
    const env = { LOADED_MODULES: list, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }
    expect((await compose(['plan', 'case triage service', ...args], { cwd, node, env })).status).toBe(0)
    return readFile(list, 'utf8')
  }
  expect(await loaded([])).not.toMatch(/@opentelemetry|src\/telemetry/)
  expect(await readdir(cwd)).toEqual([])
  expect(await loaded(['--trace', 'trace.jsonl'])).toMatch(/@opentelemetry\/sdk-trace/)
  expect(await readdir(cwd)).toEqual(['trace.jsonl'])
})
