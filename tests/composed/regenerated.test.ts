import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newBrowser } from '@composed/kit/testing/browser'
import { signIn } from '@composed/kit/testing/sign-in'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseDocument, type YAMLSeq } from 'yaml'
import type { Composition, Phases, Step } from '../../src/schema.ts'
import { settlePeople } from '../../src/steps/people.ts'
import type { Staged } from '../../src/steps/stage.ts'
import { readLock } from '../../src/workspace/inspect.ts'
import { readComposition } from '../../src/workspace/read-composition.ts'
import { compose, composeJson } from '../cli/run.ts'
import {
  choosePorts,
  deliverTo,
  eventually,
  type Ports,
  type Running,
  referenceIn,
  startIn,
} from '../support/delivered.ts'
import { catalog, compositionOf, filesOf } from '../support/plan.ts'
import { stageFiles, typeErrors } from '../support/staged.ts'
import { fieldsOf } from '../support/submission.ts'

// A service that runs for months has cases open whenever its workflow changes. They must close, each step done once.

const goal = 'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people'
const staff = { email: 'team-lead@place.example', password: 'correct horse battery staple 42' }
const clientSecret = 'a-secret-of-this-test-run-only'
// It is started several times, and need not be compiled each time.
const compiled = join(tmpdir(), 'compiled')
const answers: Record<string, string> = {
  applicantName: 'Sample applicant',
  subjectName: 'Sample subject',
  situation: 'They have not been seen for a week.',
  immediateDanger: 'no',
  gettingWorse: 'no',
  riskOfHarm: 'yes',
  homePostcode: 'ZZ99 1AB',
  homeAddress: '999900000001',
}

/** A step that leaves a word in the audit trail, so that everybody can see whether it ran. */
const leaves = (id: string, action: string): Step => ({
  id,
  do: 'audit.appendEntry',
  with: { action },
  inputs: { reference: 'record.reference' },
})
const secondLook = leaves('second-look', 'second-look')
const lookedBack = leaves('looked-back', 'looked-back')
const recordOutcome = leaves('record-outcome', 'outcome-sent')
const findTeam: Step = {
  id: 'find-team-again',
  do: 'case-management.findTeam',
  inputs: { ward: 'get-address.ward' },
}
/** A message that holds what another step answered: the audit trail takes no such text. */
const toldTeam: Step = {
  id: 'told-team',
  do: 'notifications.sendMessage',
  inputs: {
    to: 'record.applicantContact',
    subject: 'text.toldTeam',
    body: 'text.toldTeam',
    reference: 'record.reference',
  },
}
const teamTold = { toldTeam: `{${findTeam.id}.team}` }
/** Steps of a phase at its end, or taken out of it. */
const added = (phases: Phases, phase: string, ...steps: Step[]): Phases => ({
  ...phases,
  [phase]: [...phases[phase]!, ...steps],
})
const without = (phases: Phases, ...ids: string[]): Phases =>
  Object.fromEntries(
    Object.entries(phases).map(([phase, steps]) => [phase, steps.filter(({ id }) => !ids.includes(id))]),
  )

let staged: Staged
let folder: string
let ports: Ports
let running: Running | undefined
let token: string

beforeAll(async () => {
  const composition = await compositionOf(goal)
  const files = await filesOf({ ...composition, phases: added(composition.phases, 'close', recordOutcome) })
  staged = await stageFiles(files, 'referral-triage')
  folder = staged.folder
  ports = await choosePorts(files)
})
afterAll(async () => {
  await running?.destroy()
  await staged?.dispose()
})

async function start(): Promise<void> {
  await running?.ctrlC()
  const env = {
    STAFF_EMAIL: staff.email,
    STAFF_PASSWORD: staff.password,
    IDENTITY_CLIENT_SECRET: clientSecret,
    NODE_COMPILE_CACHE: compiled,
  }
  running = await startIn(folder, ports, { command: [process.execPath, 'kit/start.mjs'], env })
  token = await tokenOf(staff)
}

async function tokenOf(account: typeof staff): Promise<string> {
  const redirectUri = `${ports.url}/staff/callback`
  return (await signIn({ issuer: ports.identityUrl, clientId: 'service', clientSecret, redirectUri, ...account }))
    .accessToken
}

const colleague = { email: 'colleague@place.example', password: 'another battery staple 43' }

async function takeColleagueOn(): Promise<void> {
  const response = await fetch(`${ports.identityUrl}/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ ...colleague, name: 'Colleague', roles: ['caseworker'] }),
  })
  expect(response.status).toBe(201)
}

/** The answer to a decision by a colleague, which nobody wants: of a case that there is not. */
async function decides(): Promise<number> {
  const response = await fetch(`${ports.url}/api/cases/AAAA-BBBB-CCCC/close-case`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(colleague)}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ outcome: 'x', reason: 'x' }),
  })
  return response.status
}

async function stop(): Promise<void> {
  await running!.ctrlC()
  expect(await running!.processes()).toEqual([])
  running = undefined
}

/** Delivers the next version of the composition over the folder, as `regenerate` does after a pass. */
async function deliverNext(
  edit: (phases: Phases) => Phases,
  peopleOf: (people: Composition['people']) => Composition['people'] = (people) => people,
): Promise<void> {
  const { composition: now } = await readComposition(folder)
  const phases = edit(now.phases)
  const { toldTeam: _, ...others } = now.texts
  const texts = Object.values(phases).flat().includes(toldTeam) ? { ...others, ...teamTold } : others
  const people = settlePeople(peopleOf(now.people), now, catalog)
  await deliverTo(folder, await filesOf({ ...now, people, texts, phases }, await readLock(folder)))
  expect(await typeErrors(folder)).toBe('')
}

interface CaseFile {
  case: { status: string; outcome?: string }
  messages: { body: string }[]
  audit: { action: string }[]
}

async function staffCalls<T>(method: string, path: string, body?: object): Promise<T | undefined> {
  const response = await fetch(`${ports.url}/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return response.ok && text ? (JSON.parse(text) as T) : undefined
}

async function read(reference: string): Promise<CaseFile | undefined> {
  const found = await staffCalls<CaseFile['case']>('GET', `cases/${reference}`)
  if (!found) return undefined
  const sent = await staffCalls<Pick<CaseFile, 'messages'>>('GET', `messages?reference=${reference}`)
  const trail = await staffCalls<{ entries: CaseFile['audit'] }>('GET', `on-record?reference=${reference}`)
  return { case: found, messages: sent?.messages ?? [], audit: trail?.entries ?? [] }
}

const times = (file: CaseFile | undefined, action: string) =>
  file?.audit.filter((entry) => entry.action === action).length ?? 0

let people = 0

/** Sends a case of somebody else through the pages, and waits until it waits for the decision. */
async function openCase(): Promise<string> {
  const theirs: Record<string, string> = { ...answers, 'applicantContact-phone': `07700 900${100 + people++}` }
  const browser = newBrowser()
  await browser.get(ports.url)
  let page = await browser.get(`${ports.url}/apply`)
  while (!page.url.endsWith('/check')) {
    const name = new URL(page.url).pathname.split('/').at(-1)!
    page = await browser.submit(page, fieldsOf(theirs, name))
  }
  page = await browser.submit(page, {})
  const reference = referenceIn(page.html)
  await eventually('the case to be announced', async () => {
    const file = await read(reference)
    return file?.audit.some(({ action }) => action.endsWith('referral.received.v1')) || undefined
  })
  // The wait itself is begun within milliseconds of that and shows nowhere.
  await sleep(1000)
  return reference
}

/** Decides a case as staff and tells what its workflow then did: how often each step after, and how the case stands. */
async function close(reference: string) {
  const outcome = `Outcome of ${reference}`
  await staffCalls('POST', `cases/${reference}/close-case`, { outcome, reason: 'All is said.' })
  await eventually(`the outcome of ${reference} to be told`, async () => {
    const file = await read(reference)
    return file?.messages.some(({ body }) => body.includes(outcome)) || undefined
  })
  // Long enough for the steps behind that one, and for one too many to show.
  await sleep(1000)
  const file = (await read(reference))!
  return {
    status: file.case.status,
    acknowledged: file.messages.filter(({ body }) => body.includes('We have received')).length,
    told: file.messages.filter(({ body }) => body.includes(outcome)).length,
    'second-look': times(file, 'second-look'),
    'outcome-sent': times(file, 'outcome-sent'),
    'looked-back': times(file, 'looked-back'),
    'told-team': file.messages.filter(({ body }) => /^[a-z]+-team$/.test(body)).length,
  }
}

const words = { 'second-look': 0, 'outcome-sent': 1, 'looked-back': 0, 'told-team': 0 }
const done = { status: 'closed', acknowledged: 1, told: 1, ...words }

/** Every file of the folder but what npm and the running service left there → digest. */
async function digests(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /\/(node_modules|\.data)\//.test(path.slice(folder.length))) continue
    found.set(
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    )
  }
  return found
}

describe('cases that are open while the service is regenerated', () => {
  /** Cases by the version that they were opened under; each is closed under a later one. */
  const references = new Map<string, string>()
  const open = async (...names: string[]) => {
    await Promise.all(names.map(async (name) => references.set(name, await openCase())))
  }
  /** Decides cases of earlier versions, and a new one where none is named, all at once: each waits a while for what may be too much. */
  const closeAll = (...names: (string | undefined)[]) =>
    Promise.all(names.map(async (name) => close(name === undefined ? await openCase() : opened(name))))
  const opened = (name: string) => {
    const reference = references.get(name)
    if (!reference) throw new Error(`the case "${name}" was not opened`)
    return reference
  }

  test('opened under the first version', async () => {
    await start()
    await open('1 to 2', '1 to 3', '1 to 4', '1 to 5')
    expect(await close(await openCase())).toEqual(done)
    await stop()
  })

  test('a step is added before the wait and one after it: compose regenerate takes up the edited composition', async () => {
    const path = join(folder, 'composition.yaml')
    const document = parseDocument(await readFile(path, 'utf8'))
    const stepsOf = (phase: string) => document.getIn(['phases', phase]) as YAMLSeq
    stepsOf('receive').items.push(document.createNode(secondLook))
    stepsOf('close').items.push(document.createNode(lookedBack))
    await writeFile(path, String(document))
    const { status, report, stderr } = await composeJson(['regenerate', folder])
    expect(status, stderr.slice(-2000)).toBe(0)
    expect(report.verdict).toBe('verified')
  })

  test('what a person wrote in composition.yaml and regenerated is not overwritten by a goal', async () => {
    const untouched = await digests()
    const { status, stderr } = await compose(['case triage service', '--out', folder])
    expect(status).toBe(9)
    expect(stderr).toMatch(/composition\.yaml holds what a person wrote[\s\S]*compose regenerate/)
    expect(await digests()).toEqual(untouched)
  })

  test('the old case closes: told once, without the step whose place it had passed, with the one behind it', async () => {
    await start()
    expect(await close(opened('1 to 2'))).toEqual({ ...done, 'looked-back': 1 })
  })

  test('a new case runs both new steps', async () => {
    await takeColleagueOn()
    expect(await decides()).toBe(404)
    await open('2 to 4', '2 to 5')
    expect(await close(await openCase())).toEqual({ ...done, 'second-look': 1, 'looked-back': 1 })
    await stop()
  })

  test('a step is taken away: whoever has yet to reach its place goes without', async () => {
    await deliverNext(
      (phases) => without(phases, 'record-outcome'),
      ({ caseworker, ...others }) => ({ ...others, caseworker: { ...caseworker!, may: ['read'] } }),
    )
    await start()
    expect(await decides(), 'whoever only reads by now').toBe(403)
    await open('3 to 4', '3 to 5')
    expect(await closeAll('1 to 3', undefined)).toEqual([
      { ...done, 'outcome-sent': 0, 'looked-back': 1 },
      { ...done, 'second-look': 1, 'outcome-sent': 0, 'looked-back': 1 },
    ])
    await stop()
  })

  test('a passed step is taken away, one comes back, and one is added whose answer a later one needs', async () => {
    await deliverNext((phases) => {
      const left = without(phases, secondLook.id, lookedBack.id)
      return added(added(left, 'receive', findTeam), 'close', recordOutcome, lookedBack, toldTeam)
    })
    await start()
    await open('4 to 5')
    const now = { ...done, 'looked-back': 1, 'told-team': 1 }
    const looked = { ...now, 'second-look': 1 }
    expect(await closeAll('1 to 4', '2 to 4', '3 to 4', undefined)).toEqual([now, looked, looked, now])
    await stop()
  })

  test('the same step comes once more: cases of all versions close, each with what it had passed', async () => {
    await deliverNext((phases) => added(without(phases, findTeam.id, toldTeam.id), 'receive', secondLook))
    await start()
    const now = { ...done, 'looked-back': 1 }
    const looked = { ...now, 'second-look': 1 }
    const all = await closeAll('1 to 5', '2 to 5', '3 to 5', '4 to 5', undefined)
    expect(all).toEqual([now, looked, looked, now, looked])
    await stop()
  })
})

test('a generated file edited by hand: regenerate says so with exit 9 and changes no byte', async () => {
  const file = join(folder, 'service/src/workflow.ts')
  await writeFile(file, `${await readFile(file, 'utf8')}// by hand\n`)
  const untouched = await digests()
  const { status, stderr } = await compose(['regenerate', folder])
  expect(status).toBe(9)
  expect(stderr).toContain('service/src/workflow.ts')
  expect(await digests()).toEqual(untouched)
})
