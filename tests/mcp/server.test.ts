import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { operations } from '../../src/operations.ts'
import { Plan, Report } from '../../src/schema.ts'
import { temporaryFolder } from '../cli/run.ts'
import { connect } from './client.ts'

test('one tool per operation that ends by itself, and one that reads, with schemas and hints', async () => {
  const client = await connect(await temporaryFolder())
  const { tools } = await client.listTools()
  const expected = operations
    .filter((operation) => !operation.untilStopped)
    .map(({ name }) => name.replaceAll(' ', '_'))
  expect(tools.map(({ name }) => name)).toEqual([...expected, 'read_resource'])
  for (const tool of tools) {
    expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(tool.outputSchema).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['verdict', 'problems']),
    })
    expect(tool.description).toBeTruthy()
  }
  const plan = tools.find(({ name }) => name === 'plan')
  expect(plan?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
  expect(Object.keys(plan?.inputSchema.properties ?? {})).not.toContain('out')
  expect(tools.find(({ name }) => name === 'compose')?.annotations).toMatchObject({ readOnlyHint: false })
})

/** What the server tells, as it comes: the SDK's own listener hears nothing that comes together with the answer. */
function progressOf(client: Client): string[] {
  const told: string[] = []
  const transport = client.transport!
  const hear = transport.onmessage
  transport.onmessage = (message, extra) => {
    if ('method' in message && message.method === 'notifications/progress') told.push(String(message.params?.message))
    hear?.(message, extra)
  }
  return told
}

test('the plan tool answers with a plan and tells its progress; apply takes that plan as it is', async () => {
  const root = await temporaryFolder()
  const client = await connect(root)
  const told = progressOf(client)
  const answer = await client.callTool(
    { name: 'plan', arguments: { goal: 'case triage service, text people' } },
    undefined,
    { onprogress: () => undefined },
  )
  const report = Report.parse(answer.structuredContent)
  expect(report.verdict).toBe('planned')
  const plan = Plan.parse(report.plan)
  expect(plan.intent.constraints).toMatchObject([{ kind: 'channel', value: 'text' }])
  expect(told).toEqual([
    'interpret …',
    expect.stringMatching(/^interpret: \d+ ms$/),
    'resolve …',
    expect.stringMatching(/^resolve: \d+ ms$/),
  ])
  expect(await readdir(root)).toEqual([])
  const applied = await client.callTool({ name: 'apply', arguments: { plan: report.plan, dryRun: true } })
  expect(applied.isError).toBeFalsy()
  expect(applied.structuredContent).toMatchObject({ verdict: 'planned', folder: join(root, 'case-triage') })
})

test('an error is a tool error with the whole report', async () => {
  const client = await connect(await temporaryFolder())
  const answer = await client.callTool({ name: 'compose', arguments: { goal: 'make me a sandwich' } })
  expect(answer.isError).toBe(true)
  expect(Report.parse(answer.structuredContent)).toMatchObject({
    verdict: 'refused',
    problems: [{ code: 'no-pattern' }],
  })
})

test('unknown arguments are refused', async () => {
  const client = await connect(await temporaryFolder())
  const answer = await client.callTool({ name: 'plan', arguments: { goal: 'case triage', colour: 'red' } })
  expect(answer.isError).toBe(true)
  expect(JSON.stringify(answer.content)).toContain('colour')
})

test.each([
  ['an absolute path', () => '/tmp/elsewhere'],
  ['a path that climbs out', () => '../elsewhere'],
  ['a link that leads out', async (root: string) => symlink('/tmp', join(root, 'link')).then(() => 'link/elsewhere')],
  ['a neighbour whose name begins the same', (root: string) => `${root}-more`],
])('a folder outside the root is refused: %s', async (_name, outside) => {
  const parent = await temporaryFolder()
  const root = join(parent, 'root')
  await mkdir(root)
  const client = await connect(root)
  const out = await outside(root)
  for (const [name, args] of [
    ['compose', { goal: 'case triage service', out }],
    ['regenerate', { folders: [out] }],
    ['verify', { folders: [out] }],
    ['apply', { plan: out }],
    ['catalog_list', { catalog: out }],
  ] as const) {
    const answer = await client.callTool({ name, arguments: args })
    expect(answer.isError).toBe(true)
    expect(answer.structuredContent).toMatchObject({
      problems: [{ code: 'folder-not-ours', suggestion: expect.stringContaining('--root') }],
    })
  }
  expect(await readdir(parent)).toEqual(['root'])
})

test('a plan file inside the root may be read', async () => {
  const root = await temporaryFolder()
  const client = await connect(root)
  await writeFile(join(root, 'plan.yaml'), 'version: 1\ncolour: red\n')
  const answer = await client.callTool({ name: 'apply', arguments: { plan: 'plan.yaml' } })
  expect(Report.parse(answer.structuredContent).problems.map(({ message }) => message)).toContain(
    'plan.yaml: unknown key colour',
  )
})

test('a dry run refuses what the run refuses', async () => {
  const root = await temporaryFolder()
  const client = await connect(root)
  await mkdir(join(root, 'diaries'))
  await writeFile(join(root, 'diaries/diary.txt'), '')
  const { structuredContent } = await client.callTool({ name: 'plan', arguments: { goal: 'case triage service' } })
  const { plan } = Report.parse(structuredContent)
  for (const [out, code] of [
    ['diaries', 'folder-not-ours'],
    ['../elsewhere', 'folder-not-ours'],
    ['no/folder/above', 'folder-unwritable'],
  ]) {
    for (const [name, args] of [
      ['compose', { goal: 'case triage service' }],
      ['apply', { plan }],
    ] as const) {
      const answer = await client.callTool({ name, arguments: { ...args, out, dryRun: true } })
      expect(answer.structuredContent).toMatchObject({ verdict: 'refused', problems: [{ code }] })
    }
  }
})

const long = 'x'.repeat(50_000)
const broken = JSON.stringify({ version: 1, [long]: long, choices: Array(5000).fill(long.slice(0, 50)) })

/** What is given → the tool, its arguments, and the code of what is wrong with them. */
const endless: [what: string, tool: string, args: Record<string, unknown>, code: string][] = [
  ['a plan as text that is none', 'apply', { plan: broken }, 'bad-file'],
  ['a plan that is none', 'apply', { plan: JSON.parse(broken) }, 'bad-file'],
  ['a plan in no format', 'apply', { plan: `{"${long}` }, 'bad-file'],
  ['a name too long for a file', 'apply', { plan: long }, 'bad-option'],
  ['a folder', 'compose', { goal: 'case triage service', out: long }, 'bad-option'],
  ['a folder with a NUL', 'compose', { goal: 'case triage service', out: `${long}\0` }, 'bad-option'],
  ['a goal', 'plan', { goal: long }, 'goal-too-long'],
  ['a word of a goal', 'plan', { goal: long.slice(0, 3000) }, 'no-pattern'],
  ['a capability', 'plan', { goal: 'case triage service', use: { [long]: long } }, 'unknown-name'],
  ['another capability', 'plan', { goal: 'case triage service', without: [long] }, 'unknown-name'],
  ['an entry', 'catalog_show', { id: long }, 'unknown-name'],
  ['an agent', 'agents_show', { role: long }, 'unknown-name'],
  ['a run', 'resume', { run: long }, 'unknown-name'],
  ['a file of goals', 'eval', { goals: long }, 'bad-option'],
  ['a folder to verify', 'verify', { folders: [long] }, 'bad-option'],
  ['an input that is none', 'plan', { goal: 'case triage service', [long]: long }, 'bad-option'],
  ['a choice that is none', 'plan', { goal: 'case triage service', brain: long }, 'bad-option'],
]

test('what was given without end comes back cut', async () => {
  const client = await connect(await temporaryFolder())
  for (const [what, name, args, code] of endless) {
    const answer = await client.callTool({ name, arguments: args })
    const { problems } = Report.parse(answer.structuredContent)
    expect(problems[0], what).toMatchObject({ code })
    expect(problems.length, what).toBeLessThan(60)
    for (const problem of problems) expect(JSON.stringify(problem).length, what).toBeLessThan(7000)
  }
})

test('a tool and a resource that are not there are named, cut', async () => {
  const client = await connect(await temporaryFolder())
  const failures = [client.callTool({ name: long }), client.readResource({ uri: `catalog://${long}/x` })]
  for (const failure of await Promise.allSettled(failures)) {
    expect(failure).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/x … \(\d+ characters/) },
    })
    expect(JSON.stringify(failure).length).toBeLessThan(3000)
  }
})

test('a plan may be given as its text, in JSON and in YAML', async () => {
  const root = await temporaryFolder()
  const client = await connect(root)
  const { structuredContent } = await client.callTool({ name: 'plan', arguments: { goal: 'case triage service' } })
  const { plan } = Report.parse(structuredContent)
  for (const text of [JSON.stringify(plan), JSON.stringify(plan, null, 2), stringify(plan)]) {
    const answer = await client.callTool({ name: 'apply', arguments: { plan: text, dryRun: true } })
    expect(answer.structuredContent).toMatchObject({ verdict: 'planned', folder: join(root, 'case-triage') })
  }
})

test('what only makes sense at a terminal is no input of a tool', async () => {
  const client = await connect(await temporaryFolder())
  for (const name of ['out', 'trace', 'yes']) {
    const answer = await client.callTool({ name: 'plan', arguments: { goal: 'case triage service', [name]: 'x' } })
    expect(Report.parse(answer.structuredContent).problems).toMatchObject([{ code: 'bad-option', where: name }])
  }
})

test('entries of the catalogue are resources', async () => {
  const client = await connect(await temporaryFolder())
  const { resources } = await client.listResources()
  expect(resources.map(({ uri }) => uri)).toContain('catalog://capability/notifications')
  const { contents } = await client.readResource({ uri: 'catalog://capability/notifications' })
  expect(contents.map(({ uri }) => uri)).toEqual([
    'catalog://capability/notifications',
    'catalog://capability/notifications#openapi.yaml',
    'catalog://capability/notifications#asyncapi.yaml',
  ])
  await expect(client.readResource({ uri: 'catalog://capability/..%2f..%2fpolicy' })).rejects.toThrow(/no capability/)
})
