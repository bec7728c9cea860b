import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Browser as Http, type Page as HttpPage, newBrowser } from '@composed/kit/testing/browser'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../../catalog/kit/src/postgres.ts'
import { type Applied, applyPlan } from '../support/applied.ts'
import { axeFindings, keyboard, launchBrowser, openTab } from '../support/browser.ts'
import { eventually, type Ports, type Running, referenceIn, startIn } from '../support/delivered.ts'
import { penaltyPlan } from '../support/penalty.ts'

// A penalty notice as its users meet it: half price when it is paid soon, paid once whatever they click, a receipt; staff who
// pay back; and a component that only plays at all of this, so that it does not start where it could be taken for real.

const staff = { email: 'finance-lead@place.example', password: 'correct horse battery staple 42' }

let ports: Ports
let payUrl: string
let running: Running
let db: pg.Client
let postgres: Awaited<ReturnType<typeof startPostgres>>
let applied: Applied
const browser = await launchBrowser()

beforeAll(async () => {
  applied = await applyPlan(await penaltyPlan(), 'penalty')
  ports = applied.ports
  payUrl = `http://127.0.0.1:${ports.env.PAYMENTS_PORT}`
  postgres = await startPostgres(join(applied.home, 'postgres'))
  db = new pg.Client({ connectionString: postgres.url })
  await db.connect()
  running = await startIn(applied.staged.folder, ports, {
    command: [process.execPath, 'kit/start.mjs'],
    env: {
      DATABASE_URL: postgres.url,
      STAFF_EMAIL: staff.email,
      STAFF_PASSWORD: staff.password,
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
  })
})
afterAll(async () => {
  await browser.close()
  await running?.destroy()
  await db?.end()
  await postgres?.stop()
  await applied?.dispose()
})

/** The texts that somebody was sent about a record, the first one first. */
const messages = async (reference: string): Promise<string[]> => {
  const { rows } = await db.query(
    'SELECT body FROM notifications_embedded.message WHERE reference = $1 ORDER BY created_at',
    [reference],
  )
  return rows.map(({ body }) => body as string)
}
const told = (reference: string, says: string): Promise<string> =>
  eventually(`a message that says "${says}"`, async () => (await messages(reference)).find((one) => one.includes(says)))
const linkIn = (text: string): string => /http\S+\/pay\/\S+/.exec(text)![0]
/** What is announced and received about a record, by its words in the audit trail. */
const onRecord = async (reference: string): Promise<string[]> => {
  const { rows } = await db.query('SELECT action FROM audit_embedded.entry WHERE reference = $1', [reference])
  return rows.map(({ action }) => action as string)
}

/** Sends a notice by the pages alone: its reference, and the link to pay in the message that comes at once. */
async function sent(soon: boolean): Promise<{ reference: string; link: string; http: Http }> {
  const http = newBrowser()
  let page: HttpPage = await http.get(`${ports.url}/apply`)
  for (const answer of [
    { applicantName: 'Person Paying' },
    { owed: 'PCN 4711' },
    { 'applicantContact-email': 'paying@example.com' },
    { within10Days: soon ? 'yes' : 'no' },
    {},
  ] as Record<string, string>[])
    page = await http.submit(page, answer)
  const reference = referenceIn(page.html)
  return { reference, link: linkIn(await told(reference, 'Pay here')), http }
}

test('by keyboard, without JavaScript and on a small screen: half price, a card that is declined, paid, and a receipt', async () => {
  const options = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } }
  const { page, complaints } = await openTab(browser, [ports.url, payUrl], options)
  await page.goto(ports.url)
  await keyboard.press(page, '.govuk-button--start')
  for (const [name, value] of Object.entries({
    applicantName: 'Person Paying',
    owed: 'PCN 4711',
    'applicantContact-email': 'paying@example.com',
    within10Days: 'yes',
  })) {
    await keyboard.fill(page, name, value)
    await keyboard.press(page, 'main button')
  }
  await keyboard.press(page, 'main button')
  const reference = referenceIn((await page.textContent('main'))!)
  const message = await told(reference, 'Pay here')
  expect(message).toContain('There is £40 to pay')

  // What they have to do stands where they look for it, too.
  const track = async () => {
    await page.goto(`${ports.url}/track`)
    await keyboard.fill(page, 'reference', reference)
    await keyboard.fill(page, 'contact', 'paying@example.com')
    await keyboard.press(page, 'main button')
  }
  await track()
  expect(await page.textContent('main')).toContain('Pay £40')
  await keyboard.press(page, 'main a[href*="/pay/"]')
  expect(page.url()).toBe(linkIn(message))
  const words = async () => (await page.textContent('main'))!.replace(/\s+/g, ' ')
  for (const said of ['This is a simulation', 'Pay £40', 'PCN 4711', reference]) expect(await words()).toContain(said)
  expect(await widerThanScreen(page)).toBe(false)
  await keyboard.fill(page, 'card', 'declined')
  await keyboard.press(page, 'main button')
  expect(await words()).toContain('The card was declined. Nothing was paid.')
  expect(await onRecord(reference)).not.toContain('dev.compose.payment.paid.v1')
  await keyboard.fill(page, 'card', 'accepted')
  await keyboard.press(page, 'main button')
  expect(await words()).toContain('£40 is paid')
  expect(complaints.filter((one) => !one.includes('400'))).toEqual([])

  expect(await told(reference, 'You have paid')).toContain('You have paid £40.')
  await eventually('the end to be announced', async () =>
    (await onRecord(reference)).includes('dev.compose.payment.settled.v1') ? true : undefined,
  )
  // How it stands, where people look for it.
  await track()
  for (const said of ['£40', 'Paid']) expect(await words()).toContain(said)
  expect(await words()).not.toContain('Pay £40')
})

/** Whether a page can be moved sideways, by its boxes: there is no script to ask it. */
async function widerThanScreen(page: Page): Promise<boolean> {
  const boxes = await page.locator('main *').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right))
  return boxes.some((right) => right > 320)
}

test('the page on which people pay has no fault that axe finds, as it is drawn', async () => {
  const { link } = await sent(false)
  const { page } = await openTab(browser, [ports.url, payUrl])
  await page.goto(link)
  expect(await axeFindings(page)).toEqual([])
  await Promise.all([page.waitForEvent('load'), page.click('main button')])
  expect(await axeFindings(page)).toEqual([])
})

test('two tabs at once, each sent twice: one payment of the whole price, one receipt', async () => {
  const { reference, link, http } = await sent(false)
  const tabs = await Promise.all([http.get(link), http.get(link)])
  const ends = await Promise.all([...tabs, ...tabs].map((tab) => http.submit(tab, { card: 'accepted' })))
  for (const { html } of ends) expect(html).toContain('£80 is paid')
  await told(reference, 'You have paid £80.')
  await eventually('all that follows', async () =>
    (await onRecord(reference)).includes('dev.compose.payment.settled.v1') ? true : undefined,
  )
  expect((await messages(reference)).filter((one) => one.includes('You have paid'))).toHaveLength(1)
  const { rows } = await db.query(
    `SELECT amount::int, status, count(*) FILTER (WHERE accepted)::int AS taken
     FROM payments_embedded.payment JOIN payments_embedded.attempt ON payment.id = payment
     WHERE reference = $1 GROUP BY payment.id`,
    [reference],
  )
  expect(rows).toEqual([{ amount: 8000, status: 'paid', taken: 1 }])
})

test('who does not pay in time is told, and the link takes nothing any more', async () => {
  const { reference, link, http } = await sent(false)
  await db.query(
    `UPDATE payments_embedded.payment SET created_at = now() - interval '15 days', pay_by = now() - interval '1 day'
     WHERE reference = $1`,
    [reference],
  )
  expect(await told(reference, 'The time to pay')).toContain('nothing was paid')
  expect((await http.submit(await http.get(link), { card: 'accepted' })).html).toContain('It is too late to pay here')
  expect(await onRecord(reference)).not.toContain('dev.compose.payment.settled.v1')
})

test('the lead of the staff finds what came in today, and pays a part of it back with a reason', async () => {
  const { reference, link, http } = await sent(true)
  await http.submit(await http.get(link), { card: 'accepted' })
  await told(reference, 'You have paid')
  const { page } = await openTab(browser, [ports.url, ports.identityUrl])
  const press = (selector: string) => Promise.all([page.waitForEvent('load'), page.click(selector)])
  await page.goto(`${ports.url}/staff`)
  await page.fill('[name=email]', staff.email)
  await page.fill('[name=password]', staff.password)
  await press('main button')
  await page.goto(`${ports.url}/staff/days`)
  expect(await page.textContent('main table')).toMatch(/£\d+/)
  const file = await page.request.get(`${ports.url}/staff/payments/csv?status=paid`)
  expect(await file.text()).toMatch(new RegExp(`,40\\.00,.*${reference}`))
  await page.goto(`${ports.url}/staff/payments`)
  await press(`main tr:has-text("${reference}") a`)
  expect(await page.textContent('main')).toContain('£40')
  await press('main a:text-is("Pay back")')
  await page.fill('[name=amount]', '40.01')
  await page.fill('[name=reason]', 'The notice was for somebody else.')
  await press('main button:text-is("Pay back")')
  await press('main button:text-is("Pay back")')
  expect(await page.textContent('main')).toContain('more than is left')
  await page.fill('[name=amount]', '15.50')
  await press('main button:text-is("Pay back")')
  await press('main button:text-is("Pay back")')
  const item = await page.textContent('main')
  for (const said of ['£15.50', '£24.50', 'The notice was for somebody else.']) expect(item).toContain(said)
  expect(await told(reference, 'paid back')).toContain('Of the £40 that you paid')
})

test('in production it does not start, and says what is needed instead', async () => {
  const child = spawn(process.execPath, ['--no-warnings', 'components/payments-embedded/src/main.ts'], {
    cwd: applied.staged.folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      DATABASE_URL: postgres.url,
      IDENTITY_URL: ports.identityUrl,
      PORT: '0',
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const [status] = await once(child, 'close')
  expect(status).toBe(1)
  expect(said).toContain('only plays at taking payments, so it does not run in production. Set PAYMENTS_URL')
})
