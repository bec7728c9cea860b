import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, newBrowser } from '@composed/kit/testing/browser'
import { signIn } from '@composed/kit/testing/sign-in'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { startPostgres } from '../../catalog/kit/src/postgres.ts'
import type { Staged } from '../../src/steps/stage.ts'
import { readFiles } from '../../src/workspace/read-files.ts'
import { composeJson } from '../cli/run.ts'
import { choosePorts, eventually, farAway, type Ports, type Running, runIn, startIn } from '../support/delivered.ts'
import { stageFiles } from '../support/staged.ts'
import { clientSecret, staff } from './fixtures/53635e6/place.ts'

// A service that was composed and used when compositions were of version 1 and each record was a workflow that slept.
// Its owner edits it in the words of then and regenerates; its records go on.

const kept = join(import.meta.dirname, 'fixtures/53635e6')

let far: Awaited<ReturnType<typeof farAway>>
let staged: Staged | undefined
let running: Running | undefined
let ports: Ports
let token: string
let browser: Browser
let records: { waiting: string; worked: string; closed: string }

beforeAll(async () => {
  records = JSON.parse(await readFile(join(kept, 'records.json'), 'utf8'))
  far = await farAway('')
  await runIn(far.folder, 'tar', 'xzf', join(kept, 'folder.tar.gz'))
})
afterAll(async () => {
  await running?.destroy()
  await staged?.dispose()
  await far?.dispose()
})

/** Gives the folder's own Postgres what the one of then held. */
async function restore(folder: string): Promise<void> {
  const postgres = await startPostgres(join(folder, '.data/postgres'))
  const client = new pg.Client({ connectionString: postgres.url })
  try {
    await client.connect()
    await client.query(await readFile(join(kept, 'database.sql'), 'utf8'))
  } finally {
    await client.end()
    await postgres.stop()
  }
}

async function staffCalls<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${ports.url}/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

/** What stands of a record: its case, how often each thing is on record, and whose words were sent how often. */
async function read(reference: string) {
  const found = await staffCalls<{ status: string; outcome?: string; dueAt: string }>('GET', `cases/${reference}`)
  const { messages } = await staffCalls<{ messages: { body: string }[] }>('GET', `messages?reference=${reference}`)
  const trail = await staffCalls<{ intact: boolean; entries: { action: string }[] }>(
    'GET',
    `on-record?reference=${reference}`,
  )
  const times = (action: string) => trail.entries.filter((entry) => entry.action.includes(action)).length
  return {
    status: found.status,
    outcome: found.outcome,
    late: Date.parse(found.dueAt) < Date.now(),
    acknowledged: messages.filter(({ body }) => body.includes('We have received')).length,
    told: messages.flatMap(({ body }) => (body.includes('We have decided') ? [body] : [])),
    intact: trail.intact,
    received: times('referral.received'),
    escalated: times('referral.overdue'),
    'outcome-sent': times('outcome-sent'),
    'looked-back': times('looked-back'),
  }
}

const staffPage = async (reference: string) => (await browser.get(`${ports.url}/staff/cases/at/${reference}`)).html

test('it is lifted and regenerated, with a step of version 1 added and one taken away', async () => {
  const folder = join(far.folder, 'referral-triage')
  const path = join(folder, 'composition.yaml')
  const document = parseDocument(await readFile(path, 'utf8'))
  expect(document.get('version')).toBe(1)
  const steps = document.get('steps') as YAMLSeq<YAMLMap>
  const taken = steps.items.findIndex((step) => step.get('id') === 'record-outcome')
  steps.items.splice(
    taken,
    1,
    document.createNode({ id: 'looked-back', phase: 'close', emit: 'looked-back', inputs: {} }),
  )
  // What is no longer done is no longer expected.
  for (const scenario of (document.get('scenarios') as YAMLSeq<YAMLMap>).items) {
    const expected = scenario.get('expect') as YAMLSeq<YAMLMap>
    expected.items = expected.items.filter((one) => one.get('action') !== 'outcome-sent')
  }
  await writeFile(path, String(document))
  const { status, report, stderr } = await composeJson(['regenerate', folder])
  expect(status, stderr.slice(-2000)).toBe(0)
  expect(report.verdict).toBe('verified')
  const files = await readFiles(folder)
  staged = await stageFiles(files, 'referral-triage')
  ports = await choosePorts(files)
})

test('it starts on the database of then, and those who work there sign in as they did', async () => {
  await restore(staged!.folder)
  running = await startIn(staged!.folder, ports, {
    command: [process.execPath, 'kit/start.mjs'],
    env: { IDENTITY_CLIENT_SECRET: clientSecret },
  })
  expect(running.output()).not.toContain('First sign-in')
  const redirectUri = `${ports.url}/staff/callback`
  const client = { issuer: ports.identityUrl, clientId: 'service', clientSecret, redirectUri, ...staff }
  token = (await signIn(client)).accessToken
  browser = newBrowser()
  const page = await browser.submit(await browser.get(`${ports.url}/staff/cases`), staff)
  expect(page.url).toBe(`${ports.url}/staff/cases`)
  for (const reference of [records.waiting, records.worked]) expect(page.html).toContain(reference)
})

test('what was kept of each record shows: its answers, notes, messages and what is on record', async () => {
  const waiting = await staffPage(records.waiting)
  for (const words of [
    'Sample Applicant',
    'Sample Subject',
    'They have not been seen for a week.',
    '07700900101',
    'ZZ99 1AB',
    'Rang twice and left word with a neighbour.',
    'We have received your referral.',
  ])
    expect(waiting).toContain(words)
  expect(await staffPage(records.worked)).toContain('The curtains are drawn and nobody answers the door.')
  const closed = await staffPage(records.closed)
  for (const words of ['They fell on the stairs', 'A visit was arranged', 'A fall at home.', '07700900103'])
    expect(closed).toContain(words)
})

const before = { acknowledged: 1, intact: true, received: 1, 'outcome-sent': 0, 'looked-back': 0 }
const told = (reference: string, outcome: string) => [
  `We have decided on your referral ${reference}. The outcome: ${outcome}.`,
]

test.each([
  { name: 'waiting', status: 'new' },
  { name: 'worked', status: 'in-progress' },
] as const)('the open record "$name" closes: told once, the new step done once', async ({ name, status }) => {
  const reference = records[name]
  const { late, ...open } = await eventually('a date that has passed to be noticed', async () => {
    const now = await read(reference)
    return !now.late || now.escalated > 0 ? now : undefined
  })
  const escalated = late ? 1 : 0
  expect(open).toEqual({ ...before, status, escalated, told: [] })

  const outcome = `A visit to whom is ${name}`
  await staffCalls('POST', `cases/${reference}/close-case`, { outcome, reason: 'All is said.' })
  await eventually('the new step to be done', async () => (await read(reference))['looked-back'] || undefined)
  // What copies of then may leave is looked for every 5 s: nothing is done a second time.
  await sleep(6000)
  const closed = { status: 'closed', outcome, late, escalated, told: told(reference, outcome), 'looked-back': 1 }
  expect(await read(reference)).toEqual({ ...before, ...closed })
  expect(await staffPage(reference)).toContain(outcome)
})

test('the record that was closed then is as it was: nothing of it is done again', async () => {
  const outcome = 'A visit was arranged'
  const { late: _, ...closed } = await read(records.closed)
  expect(closed).toEqual({
    ...{ ...before, status: 'closed', outcome, escalated: 0, told: told(records.closed, outcome), 'outcome-sent': 1 },
  })
})
