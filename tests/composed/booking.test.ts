import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { momentText } from '@composed/kit/pages'
import { type Browser as Http, type Page as HttpPage, newBrowser, offers } from '@composed/kit/testing/browser'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../../catalog/kit/src/postgres.ts'
import { type Applied, applyPlan } from '../support/applied.ts'
import { bookingPlan } from '../support/booking.ts'
import { launchBrowser, mouse, openTab, placeOf } from '../support/browser.ts'
import { eventually, type Ports, type Running, referenceIn, startIn } from '../support/delivered.ts'
import { root } from '../support/plan.ts'

// The recycling centre as its users meet it: a time for one at once, a limit for each household, a hold that ends, and a
// booking that is moved, remembered and cancelled from the link in its message.

const rooms = 20
const gone = 'That time is not free any more. Choose another.'

let ports: Ports
let running: Running
let db: pg.Client
let postgres: Awaited<ReturnType<typeof startPostgres>>
let applied: Applied
const browser = await launchBrowser()
const hand = mouse()
const homes = JSON.parse(
  await readFile(join(root, 'catalog/components/address-lookup-embedded/data/addresses.json'), 'utf8'),
) as { uprn: string; postcode: string }[]

beforeAll(async () => {
  applied = await applyPlan(await bookingPlan({ atOnce: rooms }), 'centre')
  ports = applied.ports
  postgres = await startPostgres(join(applied.home, 'postgres'))
  db = new pg.Client({ connectionString: postgres.url })
  await db.connect()
  const limits = { RATE_LIMIT_PER_MINUTE: '1000000', HOLDS_PER_ADDRESS: '100000', HOLD_MINUTES: '1' }
  running = await startIn(applied.staged.folder, ports, {
    command: [process.execPath, 'kit/start.mjs'],
    env: { ...limits, DATABASE_URL: postgres.url },
  })
  await beginToHold()
})
afterAll(async () => {
  await browser.close()
  await running?.destroy()
  await db?.end()
  await postgres?.stop()
  await applied?.dispose()
})

const offered = ({ html }: HttpPage): string[] => offers(html, 'appointment')
/** What a page says. */
const wordsOf = ({ html }: HttpPage): string =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

/** Somebody of a household on their way, as far as the times. */
async function upToTimes(name: string, home: (typeof homes)[number]): Promise<{ http: Http; page: HttpPage }> {
  const http = newBrowser()
  let page = await http.get(`${ports.url}/apply`)
  for (const answer of [
    { applicantName: name },
    {},
    { homePostcode: home.postcode },
    { homeAddress: home.uprn },
    { 'applicantContact-email': `${name.replaceAll(' ', '.')}@example.com` },
  ] as Record<string, string>[])
    page = await http.submit(page, answer)
  expect(placeOf({ url: () => page.url }), wordsOf(page)).toBe('/apply/appointment')
  return { http, page }
}

const bookings = async (where = ''): Promise<{ reference: string; name: string; status: string; starts_at: Date }[]> =>
  (await db.query(`SELECT reference, name, status, starts_at FROM scheduling_embedded.booking ${where}`)).rows

let waiting: { http: Http; page: HttpPage; since: number }

/** A hold that is left alone from the beginning ends while the other tests run. */
async function beginToHold(): Promise<void> {
  const { http, page } = await upToTimes('Late Person', homes[0]!)
  const check = await http.submit(page, { appointment: offered(page).at(-1)! })
  expect(wordsOf(check)).toContain('We keep what you chose for you until')
  waiting = { http, page: check, since: Date.now() }
}

test('200 residents at once for the last 20 places: 20 bookings, 180 plain refusals, none twice', async () => {
  const people = await Promise.all(
    Array.from({ length: 200 }, (_, index) => upToTimes(`Resident ${index}`, homes[1 + (index % (homes.length - 1))]!)),
  )
  // Not the next one, which may begin meanwhile.
  const wanted = offered(people[0]!.page)[7]!
  const picked = await Promise.all(
    people.map(async ({ http, page }) => ({ http, page: await http.submit(page, { appointment: wanted }) })),
  )
  const had = picked.filter(({ page }) => page.status === 200)
  const refused = picked.filter(({ page }) => page.status !== 200)
  expect([had.length, refused.length]).toEqual([rooms, 200 - rooms])
  for (const { page } of refused) {
    expect([page.status, placeOf({ url: () => page.url })]).toEqual([400, '/apply/appointment'])
    expect(wordsOf(page)).toContain(gone)
    // What is taken is offered no more.
    expect(offered(page)).not.toContain(wanted)
  }
  const sent = await Promise.all(had.map(async ({ http, page }) => http.submit(page, {})))
  for (const page of sent) expect(wordsOf(page)).toContain('You are booked')
  const made = await bookings()
  expect(made.map(({ status }) => status)).toEqual(Array(rooms).fill('booked'))
  expect(new Set(made.map(({ reference }) => reference)).size).toBe(rooms)
  expect(new Set(made.map(({ name }) => name)).size).toBe(rooms)
})

test('the thirteenth visit of a household is refused at the question, whoever books it', async () => {
  const home = homes.at(-1)!
  const before = (await bookings()).length
  for (let visit = 1; visit <= 13; visit += 1) {
    const { http, page } = await upToTimes(`Housemate ${visit}`, home)
    const next = await http.submit(page, { appointment: offered(page)[visit]! })
    // One of the 200 lived there and may have had a place.
    if (next.status === 200) {
      expect(wordsOf(await http.submit(next, {}))).toContain('You are booked')
      continue
    }
    expect(placeOf({ url: () => next.url })).toBe('/apply/appointment')
    expect(wordsOf(next)).toContain('There are as many bookings around this time as there may be.')
    expect(visit).toBeGreaterThan(12 - 200 / homes.length)
  }
  const theirs = await db.query(`SELECT count(*)::int FROM scheduling_embedded.booking WHERE limit_key = $1`, [
    home.uprn,
  ])
  expect(theirs.rows[0].count).toBe(12)
  expect((await bookings()).length).toBeGreaterThan(before)
})

/** The texts that a person was sent, the first one first. */
const messages = async (reference: string): Promise<string[]> => {
  const { rows } = await db.query(
    'SELECT body FROM notifications_embedded.message WHERE reference = $1 ORDER BY created_at',
    [reference],
  )
  return rows.map(({ body }) => body as string)
}

async function told(reference: string, says: string): Promise<string> {
  return eventually(`a message that says "${says}"`, async () =>
    (await messages(reference)).find((one) => one.includes(says)),
  )
}

test('the person moves and cancels from the link in their message, and is reminded once, of the new time', async () => {
  const page: Page = (await openTab(browser, [ports.url, ports.identityUrl])).page
  await page.goto(ports.url)
  await hand.press(page, '.govuk-button--start')
  for (const [name, value] of Object.entries({
    applicantName: 'Person Moving',
    earliest: '',
    homePostcode: homes[5]!.postcode,
    homeAddress: homes[5]!.uprn,
    'applicantContact-email': 'moving@example.com',
  })) {
    if (value !== '') await hand.fill(page, name, value)
    await hand.press(page, 'main button')
  }
  const times = offers(await page.content(), 'appointment')
  await hand.fill(page, 'appointment', times[4]!)
  await hand.press(page, 'main button')
  await hand.press(page, 'main button')
  const confirmed = (await page.textContent('main'))!
  expect(confirmed).toContain('You are booked')
  const reference = referenceIn(confirmed)
  const [first] = await bookings(`WHERE reference = '${reference}'`)
  expect(confirmed).toContain(momentText(first!.starts_at.toISOString()))

  const link = /http\S+\/track\S*/.exec(await told(reference, 'Change or cancel it'))![0]
  await page.goto(link)
  expect(await page.inputValue('[name="reference"]')).toBe(reference)
  await hand.fill(page, 'contact', 'moving@example.com')
  await hand.press(page, 'main button')
  expect(await page.textContent('main')).toContain(momentText(first!.starts_at.toISOString()))

  await hand.press(page, 'main a:text("Move the booking")')
  const values = offers(await page.content(), 'holdId')
  await hand.fill(page, 'holdId', values.at(-1)!)
  await hand.press(page, 'main button:text-is("Move booking")')
  const [second] = await bookings(`WHERE reference = '${reference}'`)
  expect(second!.starts_at).not.toEqual(first!.starts_at)
  const now = momentText(second!.starts_at.toISOString())
  expect(await page.textContent('main')).toContain(now)
  await told(reference, `is now for ${now}`)

  // As if its day was near.
  await db.query('UPDATE scheduling_embedded.booking SET remind_at = now() WHERE reference = $1', [reference])
  await told(reference, `is for ${now}`)
  await sleep(6000)
  expect((await messages(reference)).filter((one) => one.includes('If you cannot come'))).toHaveLength(1)

  await hand.press(page, 'main a:text("Cancel the booking")')
  await hand.press(page, 'main button:text-is("Cancel booking")')
  if ((await bookings(`WHERE reference = '${reference}'`))[0]!.status === 'booked')
    await hand.press(page, 'main button:text-is("Cancel booking")')
  expect((await bookings(`WHERE reference = '${reference}'`))[0]!.status).toBe('cancelled')
  await told(reference, `for ${now} is cancelled`)
  expect(new Set(await messages(reference)).size).toBe((await messages(reference)).length)
})

test('a hold that has ended leads back to its question, and nothing is booked or sent', async () => {
  const before = (await bookings()).length
  await sleep(Math.max(0, waiting.since + 62_000 - Date.now()))
  const { http, page } = waiting
  const back = await http.submit(page, {})
  expect(placeOf({ url: () => back.url })).toBe('/apply/appointment')
  expect(wordsOf(back)).toContain(gone)
  expect((await bookings()).length).toBe(before)
  expect(await bookings(`WHERE name = 'Late Person'`)).toEqual([])
  const again = await http.submit(back, { appointment: offered(back)[9]! })
  expect(wordsOf(await http.submit(again, {}))).toContain('You are booked')
})
