import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newBrowser } from '@composed/kit/testing/browser'
import { signIn } from '@composed/kit/testing/sign-in'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Staged } from '../../src/steps/stage.ts'
import { checkRuleCode } from '../../src/verification/rule-code.ts'
import {
  choosePorts,
  eventually,
  isReady,
  type Ports,
  type Running,
  referenceIn,
  startIn,
} from '../support/delivered.ts'
import { compositionOf, filesOf, rowsOf } from '../support/plan.ts'
import { runServiceTests, stageFiles, typeErrors } from '../support/staged.ts'
import { fieldsOf } from '../support/submission.ts'

// A rule that is code decides as the table would, and what people send can drive it into too much work. The tests follow
// one another.

const goal = 'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people'
const staff = { email: 'team-lead@place.example', password: 'correct horse battery staple 42' }
const clientSecret = 'a-secret-of-this-test-run-only'
// It is started several times, and need not be compiled each time.
const compiled = join(tmpdir(), 'compiled')
const code = `import type { Submission } from '../record.ts'

export function priority(record: Submission): 'urgent' | 'high' | 'standard' {
  const { situation } = record
  const grown = situation.split('+').reduce((text) => text + text, 'x').toUpperCase()
  const long = situation.split('-').slice(-7).reduce((text) => text + text, situation)
  const sorted = situation.split('-').map(() => long.split('').sort().length)
  if (record.immediateDanger || grown.length + sorted.length < 0) return 'urgent'
  return record.riskOfHarm || record.gettingWorse ? 'high' : 'standard'
}
`
/** What makes that rule work for minutes. */
const stuck = 'Sample words '.padEnd(3900, '-b-z-a')

let staged: Staged
let ports: Ports
let running: Running
let token: string
const taken: string[] = []

beforeAll(async () => {
  expect(await checkRuleCode('priority', code)).toEqual([])
  const composition = await compositionOf(goal)
  const values = [...new Set(rowsOf(composition, 'priority').map(({ is }) => String(is)))]
  const files = await filesOf({
    ...composition,
    rules: { ...composition.rules, priority: { gives: 'Priority/record', values, code } },
  })
  staged = await stageFiles(files, composition.name)
  ports = await choosePorts(files)
})
afterAll(async () => {
  await running?.destroy()
  await staged?.dispose()
})

async function start(): Promise<void> {
  const env = {
    STAFF_EMAIL: staff.email,
    STAFF_PASSWORD: staff.password,
    IDENTITY_CLIENT_SECRET: clientSecret,
    NODE_COMPILE_CACHE: compiled,
  }
  running = await startIn(staged.folder, ports, { command: [process.execPath, 'kit/start.mjs'], env })
  const redirectUri = `${ports.url}/staff/callback`
  const signedIn = await signIn({ issuer: ports.identityUrl, clientId: 'service', clientSecret, redirectUri, ...staff })
  token = signedIn.accessToken
}

const answers: Record<string, string> = {
  applicantName: 'Sample applicant',
  subjectName: 'Sample subject',
  immediateDanger: 'no',
  gettingWorse: 'no',
  riskOfHarm: 'yes',
  homePostcode: 'ZZ99 1AB',
  homeAddress: '999900000001',
  'applicantContact-phone': '07700 900123',
}

/** Sends a case through the pages: the page that comes of it. */
async function send(situation: string) {
  const browser = newBrowser()
  await browser.get(ports.url)
  let page = await browser.get(`${ports.url}/apply`)
  while (!page.url.endsWith('/check')) {
    const name = new URL(page.url).pathname.split('/').at(-1)!
    page = await browser.submit(page, fieldsOf({ ...answers, situation }, name))
  }
  return browser.submit(page, {})
}

async function take(): Promise<void> {
  const reference = referenceIn((await send('They have not been seen for a week.')).html)
  taken.push(reference)
  await eventually('the case to be open', async () => (await queue()).includes(`${reference} high`) || undefined)
}

async function queue(): Promise<string[]> {
  const answer = await fetch(`${ports.url}/api/cases`, { headers: { authorization: `Bearer ${token}` } })
  const { cases } = (await answer.json()) as { cases: { reference: string; priority: string }[] }
  return cases.map(({ reference, priority }) => `${reference} ${priority}`).sort()
}

/** The processes of this folder's rules. They have no environment, so nothing else tells whose they are. */
async function ruleProcesses(): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(all.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return all.flatMap((pid, at) =>
    lines[at]!.includes(`${staged.folder}/kit/src/rules/process.ts\0`) ? [Number(pid)] : [],
  )
}

const noRuleIsLeft = () =>
  eventually('the processes of rules to end', async () => ((await ruleProcesses()).length === 0 ? true : undefined), 5)

test('it compiles, and an outcome that its function may not say does not', async () => {
  expect(await typeErrors(staged.folder)).toBe('')
  const composition = await compositionOf(goal)
  const wrong = code.replace("'standard' {", "'standard' | 'whenever' {")
  const priority = { gives: 'Priority/record', values: ['urgent', 'high', 'standard'], code: wrong }
  const other = await stageFiles(
    await filesOf({ ...composition, rules: { ...composition.rules, priority } }),
    composition.name,
  )
  try {
    expect(await typeErrors(other.folder)).toContain('whenever')
  } finally {
    await other.dispose()
  }
})

test('every test of the service passes as it does with the table', async () => {
  const { passed, failed } = await runServiceTests(staged)
  expect(failed).toEqual([])
  expect(
    passed.filter((name) => /danger-is-urgent|worsening-is-high|otherwise-standard|risk/.test(name)).length,
  ).toBeGreaterThan(3)
  await noRuleIsLeft()
})

test('it runs: one process for the rule, beside the service', async () => {
  await start()
  expect(await ruleProcesses()).toHaveLength(1)
  await take()
})

test.each([
  ['a text that doubles', 'Sample words+'.padEnd(38, '+'), 'memory'],
  ['a text that doubles beyond what a text can be', 'Sample words+'.padEnd(80, '+'), 'threw'],
  ['a list that is sorted again and again', stuck, 'time'],
])('%s: refused in plain words, nothing kept, the service goes on', async (_name, situation, reason) => {
  const before = running.output().length
  const sending = send(situation)
  const health: boolean[] = []
  const looking = setInterval(() => isReady(ports.url).then((ready) => health.push(ready)), 200)
  const page = await sending
  clearInterval(looking)
  expect(page.status).toBe(503)
  expect(page.html).toContain('nothing was sent')
  expect(health).not.toContain(false)
  const said = running.output().slice(before)
  expect(said).toContain(`"rule":"priority","reason":"${reason}","limits":{"milliseconds":2000,"megabytes":64}`)
  expect(said).not.toContain('Sample')
  await take()
  expect((await queue()).length).toBe(taken.length)
})

test('killed while the rule is stuck: no process of it is left, and nothing of the submission comes back', async () => {
  const [service] = (await running.processes()).filter(({ command }) => command.endsWith('/service/src/main.ts'))
  const old = await ruleProcesses()
  const sending = send(stuck).catch(() => undefined)
  await eventually('the rule to work', async () => {
    const [stat] = await Promise.all(old.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
    return stat?.includes(') R ') || undefined
  })
  process.kill(service!.pid, 'SIGKILL')
  await sending
  await eventually('the old process to be gone', async () =>
    (await ruleProcesses()).some((pid) => old.includes(pid)) ? undefined : true,
  )
  await eventually('the service to be ready again', async () => (await isReady(ports.url)) || undefined)
  await take()
  expect((await queue()).length).toBe(taken.length)
})

test('after a stop no process is left, and a start finds nothing that was refused', async () => {
  await running.ctrlC()
  expect(await running.processes()).toEqual([])
  await noRuleIsLeft()
  await start()
  await take()
  expect(await queue()).toEqual(taken.map((reference) => `${reference} high`).sort())
})
