import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import {
  type ClientCapabilities,
  ElicitRequestSchema,
  type ElicitResult,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { expect, onTestFinished, test } from 'vitest'
import { Run } from '../../src/journal/run.ts'
import { listFrom, pageOf } from '../../src/mcp/resources/pages.ts'
import { createServer } from '../../src/mcp/server.ts'
import { Plan, Report } from '../../src/schema.ts'
import { temporaryFolder } from '../cli/run.ts'

// What the server offers besides its tools. Both ends are in this process: how they are joined is the matter of other tests.

const root = await temporaryFolder(() => undefined)
const runs = await temporaryFolder(() => undefined)
const env = { ...process.env, COMPOSE_RUNS: runs, COMPOSE_BRAIN: '' }

async function connect(capabilities: ClientCapabilities = {}): Promise<Client> {
  const { server, end } = createServer({ version: '0', roots: [root], env })
  const client = new Client({ name: 'test', version: '1' }, { capabilities })
  const [near, far] = InMemoryTransport.createLinkedPair()
  await server.connect(far)
  await client.connect(near)
  onTestFinished(async () => {
    await client.close()
    await end()
  })
  return client
}

/** A client whose person answers forms in this way; what they were shown. */
async function withPerson(...answers: ElicitResult[]) {
  const client = await connect({ elicitation: {} })
  const shown: { message: string; properties: object }[] = []
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    if (!('requestedSchema' in params)) throw new Error('not a form')
    shown.push({ message: params.message, properties: params.requestedSchema.properties })
    return answers[shown.length - 1]!
  })
  return { client, shown }
}

const unread = { goal: 'case triage service, residents can appeal within 28 days', dryRun: true }

const Planned = Report.extend({ plan: Plan.optional() })

async function compose(client: Client, args: object) {
  return Planned.parse((await client.callTool({ name: 'compose', arguments: { ...args } })).structuredContent)
}

test('where the client can ask, what is not read is asked about: gone on without, reworded, or left', async () => {
  const open = await compose(await connect(), unread)
  expect(open).toMatchObject({ verdict: 'refused', problems: [{ code: 'goal-unread' }] })
  const { words } = open.plan!.unread.find(({ kind }) => kind !== 'note')!

  const on = await withPerson({ action: 'accept', content: { acceptUnread: true, goal: unread.goal } })
  const accepted = await compose(on.client, unread)
  expect(accepted.verdict).toBe('planned')
  expect(accepted.plan!.unread).toContainEqual(expect.objectContaining({ words, accepted: true }))
  expect(on.shown).toMatchObject([
    { message: expect.stringContaining(words), properties: { goal: { default: unread.goal }, acceptUnread: {} } },
  ])

  const otherwise = await withPerson({ action: 'accept', content: { goal: 'case triage service' } })
  const reworded = await compose(otherwise.client, unread)
  expect(reworded).toMatchObject({
    verdict: 'planned',
    plan: { intent: { goal: { sentence: 'case triage service' } } },
  })

  for (const answer of [{ action: 'decline' }, { action: 'cancel' }, { action: 'accept', content: {} }] as const) {
    const no = await withPerson(answer)
    expect(await compose(no.client, unread)).toMatchObject({ verdict: 'refused', problems: [{ code: 'goal-unread' }] })
    expect(no.shown).toHaveLength(1)
  }
})

test('a person is not asked again and again', async () => {
  const again = (index: number) => ({
    action: 'accept' as const,
    content: { goal: unread.goal.replace('28', `2${index}`) },
  })
  const { client, shown } = await withPerson(...[1, 2, 3, 4, 5].map(again))
  expect((await compose(client, unread)).verdict).toBe('refused')
  expect(shown).toHaveLength(3)
})

test('a client that can only open pages is shown no form', async () => {
  const client = await connect({ elicitation: { url: {} } })
  expect((await compose(client, unread)).verdict).toBe('refused')
})

test('a question that no input answers ends the call as without a form; a goal can be worded otherwise', async () => {
  const { client, shown } = await withPerson({ action: 'decline' })
  const goal = 'how much council tax discount you get: a calculator by adults and students'
  const { structuredContent } = await client.callTool({ name: 'plan', arguments: { goal } })
  const { plan } = Report.parse(structuredContent)
  const applied = await client.callTool({ name: 'apply', arguments: { plan } })
  expect(applied.isError).toBe(true)
  expect(shown).toEqual([])
})

test('a brief report says where what it leaves out is, and the parts are read whole or in pages, as resources and by a tool', async () => {
  const client = await connect()
  const whole = await client.callTool({ name: 'catalog_show', arguments: { id: 'case-management' } })
  const brief = await client.callTool({ name: 'catalog_show', arguments: { id: 'case-management', brief: true } })
  expect(JSON.stringify(brief).length).toBeLessThan(2000)
  expect(Report.parse(brief.structuredContent)).toEqual({
    version: 1,
    command: 'catalog show',
    verdict: 'done',
    problems: [],
  })
  const [text, left] = brief.content as { text: string }[]
  expect(JSON.parse(text!.text)).toEqual(brief.structuredContent)
  const [, size, uri] = /^Left out: result, (\d+) characters\. Read (\S+) by read_resource/.exec(left!.text)!
  const { contents } = await client.readResource({ uri: uri! })
  const [all] = contents as { text: string }[]
  expect(all!.text).toHaveLength(Number(size))
  expect(JSON.parse(all!.text)).toEqual((whole.structuredContent as Report).result)

  let read = ''
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const { contents } = await client.readResource({ uri: `${uri}?page=${page}` })
    expect(contents).toHaveLength(1)
    const [one] = contents as unknown as { text: string; _meta: { page: number; pages: number } }[]
    expect(one!.text.length).toBeLessThanOrEqual(12_000)
    expect(one!._meta.page).toBe(page)
    pages = one!._meta.pages
    expect(pages).toBeGreaterThan(2)
    const tool = await client.callTool({ name: 'read_resource', arguments: { uri, page } })
    expect((tool.structuredContent as Report).result).toEqual({ uri, page, pages, text: one!.text })
    read += one!.text
  }
  expect(read).toBe(all!.text)
  await expect(client.readResource({ uri: `${uri}?page=99` })).rejects.toMatchObject({ code: -32002 })
  const short = await client.callTool({ name: 'plan', arguments: { goal: 'make me a sandwich', brief: true } })
  expect(short.content).toHaveLength(1)
  const wrong = await client.callTool({ name: 'plan', arguments: { goal: 'case triage service', brief: 'yes' } })
  expect(Report.parse(wrong.structuredContent).problems).toMatchObject([{ code: 'bad-option', where: 'brief' }])
})

test('no page ends within a character, and an empty text has one page', () => {
  const text = `${'x'.repeat(11_999)}😀y`
  const pages = [1, 2].map((page) => pageOf([{ uri: 'a://b', mimeType: 'text/plain', text }], page)!.text)
  expect(pages).toEqual(['x'.repeat(11_999), '😀y'])
  expect(pageOf([{ uri: 'a://b', mimeType: 'text/plain', text: '' }], 1)).toMatchObject({
    text: '',
    _meta: { pages: 1 },
  })
})

test('a list is answered from cursor to cursor', async () => {
  const all = Array.from({ length: 5 }, (_, index) => index)
  const first = listFrom(all, undefined, 2)
  const second = listFrom(all, first.nextCursor, 2)
  const third = listFrom(all, second.nextCursor, 2)
  expect([first.items, second.items, third]).toEqual([[0, 1], [2, 3], { items: [4] }])
  const client = await connect()
  for (const cursor of ['x', '-1', '1e9', '100000'])
    await expect(client.listResources({ cursor })).rejects.toMatchObject({ code: -32602 })
})

test('a run can be found, read and completed', async () => {
  const client = await connect()
  await compose(client, { goal: 'triage referrals', dryRun: true })
  const { resources } = await client.listResources()
  const run = resources.find(({ uri, title }) => uri.startsWith('run://') && title === 'triage referrals')!
  const [about] = (await client.readResource({ uri: run.uri })).contents as { text: string }[]
  expect(JSON.parse(about!.text)).toMatchObject({
    run: run.name,
    command: 'compose',
    input: { goal: 'triage referrals' },
    state: 'finished',
    steps: ['interpret', 'resolve'],
  })
  const [told] = (await client.readResource({ uri: `${run.uri}/events?page=1` })).contents as { text: string }[]
  expect(JSON.parse(told!.text.split('\n')[0]!)).toMatchObject({ type: 'step-started', step: 'interpret' })
  const place = { name: 'run', value: run.name.slice(0, 10) }
  for (const ref of [
    { type: 'ref/resource', uri: 'run://{run}' },
    { type: 'ref/prompt', name: 'explain_failure' },
  ] as const) {
    const { completion } = await client.complete({ ref, argument: place })
    expect(completion.values).toContain(run.name)
  }
  await expect(client.readResource({ uri: 'run://../../etc' })).rejects.toMatchObject({ code: -32002 })
})

test('a run that was started outside the folders is nobody’s here', async () => {
  const id = '20260101-000000-000000'
  const file = { version: 1 as const, command: 'compose', input: { goal: 'of others' }, cwd: '/', made: '', started: 0 }
  await (await Run.begin(join(runs, id), id, file)).release()
  const client = await connect()
  const { resources } = await client.listResources()
  expect(resources.map(({ name }) => name)).not.toContain(id)
  for (const uri of [`run://${id}`, `run://${id}/events`])
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002 })
})

const completed: [
  what: string,
  ref: object,
  name: string,
  value: string,
  args: Record<string, string>,
  values: string[],
][] = [
  [
    'kinds',
    { type: 'ref/resource', uri: 'catalog://{kind}/{id}{?page}' },
    'kind',
    'c',
    {},
    ['capability', 'component'],
  ],
  [
    'entries',
    { type: 'ref/resource', uri: 'catalog://{kind}/{id}{?page}' },
    'id',
    'tri',
    { kind: 'pattern' },
    ['triage'],
  ],
  [
    'of another kind',
    { type: 'ref/resource', uri: 'catalog://{kind}/{id}{?page}' },
    'id',
    'tri',
    { kind: 'component' },
    [],
  ],
  ['folders', { type: 'ref/prompt', name: 'regenerate_service' }, 'folder', 'a-', {}, ['a-service']],
  ['what has no names', { type: 'ref/prompt', name: 'compose_service' }, 'goal', 'c', {}, []],
  ['an argument that is none', { type: 'ref/prompt', name: 'explain_failure' }, 'folder', '', {}, []],
]

test.each(completed)('completion: %s', async (_what, ref, name, value, args, values) => {
  await mkdir(join(root, 'a-service'), { recursive: true })
  await mkdir(join(root, 'a-diary'), { recursive: true })
  await writeFile(join(root, 'a-service/composition.yaml'), '')
  const client = await connect()
  const asked = { ref, argument: { name, value }, context: { arguments: args } } as Parameters<Client['complete']>[0]
  expect((await client.complete(asked)).completion).toEqual({ values, total: values.length, hasMore: false })
})

test('the usual asks are prompts that name the tools; what they need is asked for', async () => {
  const client = await connect()
  const { prompts } = await client.listPrompts()
  const tools = (await client.listTools()).tools.map(({ name }) => name)
  expect(prompts.map(({ name }) => name)).toEqual([
    'compose_service',
    'preview_goal',
    'regenerate_service',
    'explain_failure',
  ])
  await compose(client, { goal: 'triage referrals', dryRun: true })
  const { completion } = await client.complete({
    ref: { type: 'ref/prompt', name: 'explain_failure' },
    argument: { name: 'run', value: '' },
  })
  const given = { goal: 'a goal of mine', folder: 'a-folder', run: completion.values[0]! }
  for (const { name, arguments: args = [] } of prompts) {
    const { messages } = await client.getPrompt({ name, arguments: given })
    const { text } = messages.at(-1)!.content as { text: string }
    for (const one of args) expect(text).toContain(given[one.name as keyof typeof given])
    const named = [...text.matchAll(/\b(?:Call|the tool) ([a-z]+)/g)].map(([, tool]) => tool)
    expect(named.length).toBeGreaterThan(0)
    expect(tools).toEqual(expect.arrayContaining(named))
    await expect(client.getPrompt({ name, arguments: {} })).rejects.toThrow(`${name} needs ${args[0]!.name}`)
  }
  const { messages } = await client.getPrompt({ name: 'explain_failure', arguments: given })
  expect(messages[0]!.content).toMatchObject({
    type: 'resource',
    resource: { text: expect.stringContaining(given.run) },
  })
  const nobody = { name: 'explain_failure', arguments: { run: 'nobody' } }
  await expect(client.getPrompt(nobody)).rejects.toMatchObject({ code: -32002 })
  await expect(client.getPrompt({ name: 'x' })).rejects.toMatchObject({ code: -32602 })
  await expect(
    client.complete({ ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: '' } }),
  ).rejects.toThrow(/There are compose_service/)
})

test('a warning reaches clients that ask for no progress', async () => {
  const { server, end } = createServer({ version: '0', roots: [root], env: { ...env, COMPOSE_RUNS: '/dev/null/no' } })
  const client = new Client({ name: 'test', version: '1' })
  const said: unknown[] = []
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void said.push(params))
  const [near, far] = InMemoryTransport.createLinkedPair()
  await server.connect(far)
  await client.connect(near)
  await compose(client, { goal: 'case triage service', dryRun: true })
  expect(said).toMatchObject([{ level: 'warning', data: expect.stringContaining('cannot be kept') }])
  await client.setLoggingLevel('error')
  await compose(client, { goal: 'case triage service', dryRun: true })
  expect(said).toHaveLength(1)
  await client.close()
  await end()
})
