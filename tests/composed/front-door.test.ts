import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { momentText } from '@composed/kit/pages'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { type Applied, applyPlan } from '../support/applied.ts'
import { launchBrowser, mouse, openTab, placeOf } from '../support/browser.ts'
import { eventually, type Ports, type Running, referenceIn, startIn } from '../support/delivered.ts'
import { frontDoorPlan } from '../support/front-door.ts'
import { change, runServiceTests } from '../support/staged.ts'

// The front door as its users meet it: three times, concerns without a name, and parents who are never written to.

let folder: string
let ports: Ports
let running: Running
let applied: Applied
const browser = await launchBrowser()
const hand = mouse()

beforeAll(async () => {
  applied = await applyPlan(await frontDoorPlan(), 'front-door')
  ports = applied.ports
  folder = applied.staged.folder
  running = await startIn(folder, ports, { command: [process.execPath, 'kit/start.mjs'] })
})
afterAll(async () => {
  await browser.close()
  await running?.destroy()
  await applied?.dispose()
})

const newTab = async () => (await openTab(browser, [ports.url, ports.identityUrl])).page

const usual: Record<string, string> = {
  anonymous: 'no',
  applicantName: 'Person Telling',
  subjectName: 'Person Concerned',
  situation: 'They have bruises again.',
  immediateDanger: 'no',
  gettingWorse: 'no',
  isParent: 'no',
  homePostcode: 'ZZ99 1AB',
  homeAddress: '999900000001',
}

/** Sends a concern by the pages; what is not there is left empty. Gives the reference and the questions that came. */
async function tell(given: Record<string, string> = {}): Promise<{ reference: string; asked: string[] }> {
  const page = await newTab()
  await page.goto(ports.url)
  await hand.press(page, '.govuk-button--start')
  const answers = { ...usual, ...given }
  const asked: string[] = []
  for (;;) {
    const name = placeOf(page).split('/').at(-1)!
    if (name === 'check') break
    if (name === 'first') {
      await hand.press(page, 'main a[role="button"]')
      continue
    }
    asked.push(name)
    if (name === 'applicantContact') await hand.fill(page, 'applicantContact-email', given.email ?? 'name@example.com')
    else if (answers[name]) await hand.fill(page, name, answers[name])
    await hand.press(page, 'main button')
    if (asked.length > 20) throw new Error(`no way on from ${name}: ${await page.textContent('main')}`)
  }
  await hand.press(page, 'main button')
  return { reference: referenceIn((await page.textContent('.govuk-panel'))!), asked }
}

let staff: Page

async function signIn(): Promise<void> {
  const [, email, password] = /^First sign-in: (\S+) with password (\S+) \(shown once\)$/m.exec(running.output())!
  staff = await newTab()
  await staff.goto(`${ports.url}/staff/cases`)
  await hand.fill(staff, 'email', email!)
  await hand.fill(staff, 'password', password!)
  await hand.press(staff, 'main button')
}

/** What staff read of a concern, once it is in their list: the row, and the page. */
async function seen(reference: string): Promise<{ row: string; page: string }> {
  const row = await eventually(`${reference} to be in the list`, async () => {
    await staff.goto(`${ports.url}/staff/cases`)
    const found = staff.locator('tbody tr', { hasText: reference })
    return (await found.count()) > 0 ? (await found.textContent())! : undefined
  })
  await staff.goto(`${ports.url}/staff/cases/at/${reference}`)
  return { row, page: (await staff.textContent('main'))! }
}

/** How people read a moment so many hours after one of some moments. */
function readAfter(hours: number, from: number, to: number): string[] {
  const minutes = Math.ceil((to - from) / 60_000) + 1
  return Array.from({ length: minutes }, (_, index) =>
    momentText(new Date(from + index * 60_000 + hours * 3_600_000).toISOString()),
  )
}

async function endCase(reference: string, outcome: string): Promise<void> {
  await staff.goto(`${ports.url}/staff/cases/at/${reference}/case-management.closeCase`)
  await hand.fill(staff, 'outcome', outcome)
  await hand.fill(staff, 'reason', 'All was looked at.')
  await hand.press(staff, 'main button')
  await hand.press(staff, 'main button')
}

test('red, amber and green, each with its time', async () => {
  await signIn()
  for (const [word, hours, given] of [
    ['Red', 2, { immediateDanger: 'yes' }],
    ['Amber', 6, { gettingWorse: 'yes' }],
    ['Green', 24, {}],
  ] as const) {
    const from = Date.now()
    const { reference } = await tell(given)
    const { row, page } = await seen(reference)
    expect(row).toContain(word)
    expect(page).toContain(word)
    const due = readAfter(hours, from, Date.now())
    expect(
      due.some((text) => page.includes(text)),
      `${due.join(' or ')} in ${page}`,
    ).toBe(true)
  }
})

test('a concern without name, home or contact reaches staff, and nobody is written to', async () => {
  const { reference, asked } = await tell({ anonymous: 'yes', homePostcode: '' })
  expect(asked).not.toEqual(expect.arrayContaining(['applicantName']))
  expect(asked.filter((name) => ['applicantName', 'applicantContact', 'homeAddress'].includes(name))).toEqual([])
  const { page } = await seen(reference)
  expect(page).toContain('They have bruises again.')
  expect(page).not.toContain('Person Telling')
  expect(page).not.toContain('Send a message')
  await endCase(reference, 'Looked at')
  await staff.goto(`${ports.url}/staff/cases/at/${reference}`)
  const ended = (await staff.textContent('main'))!
  expect(ended).toContain('Looked at')
  expect(ended).not.toContain('We have received')
})

test('a parent who tells gets no message, of the receipt or of the outcome; another person gets both', async () => {
  const parent = await tell({ isParent: 'yes', email: 'parent@example.com' })
  const other = await tell({ email: 'other@example.com' })
  for (const { reference } of [other, parent]) {
    await seen(reference)
    await endCase(reference, `Looked at ${reference}`)
  }
  const page = async (reference: string) => {
    await staff.goto(`${ports.url}/staff/cases/at/${reference}`)
    return (await staff.textContent('main'))!
  }
  await eventually('the other to be told', async () =>
    (await page(other.reference)).includes(`The outcome: Looked at ${other.reference}`) ? true : undefined,
  )
  const told = await page(parent.reference)
  expect(told).not.toContain('We have received your concern')
  expect(told).not.toContain('The outcome: Looked at')
  // Nor do staff write to them, who may write to the other.
  expect(told).not.toContain('Send a message')
  expect(await page(other.reference)).toContain('Send a message')
  await staff.goto(`${ports.url}/staff/cases/at/${parent.reference}/notifications.sendAnother`)
  expect(new URL(staff.url()).pathname).toBe(`/staff/cases/at/${parent.reference}`)
})

test('a step that forgets whom it must not write to is refused before anything is made', async () => {
  const plan = await frontDoorPlan()
  const home = await temporaryFolder()
  const file = join(home, 'plan.yaml')
  const careless = plan.phases.close!.map((step) => (step.id === 'tell-outcome' ? { ...step, if: undefined } : step))
  await writeFile(
    file,
    stringify({ ...plan, phases: { ...plan.phases, close: careless } }, { aliasDuplicateObjects: false }),
  )
  const { status, report } = await composeJson(['apply', file, '--out', join(home, 'careless')])
  expect(status).toBe(2)
  expect(JSON.stringify(report.problems)).toContain(
    'tell-outcome: does notifications.sendMessage, which must never be done',
  )
})

test('a condition that the glue forgets is caught by the test that watches every call', async () => {
  await running.destroy()
  const undo = await change(
    folder,
    'service/src/workflow.ts',
    "if (record.isParent === false && record.applicantContact !== undefined) await step('acknowledge'",
    "if (record.applicantContact !== undefined) await step('acknowledge'",
  )
  const { failed } = await runServiceTests(applied.staged, { only: /^never / })
  await undo()
  expect(
    failed.some((name) => name.startsWith('never notifications')),
    failed.join('\n'),
  ).toBe(true)
})
