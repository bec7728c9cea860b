import { startComponent } from '@composed/kit/testing'
import { newBrowser, type Page } from '@composed/kit/testing/browser'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { bookingService, WORDS } from './booking-service.ts'
import { freeSlots, newBookable } from './scene.ts'

// Pages of a service before the component itself: real HTTP between all of them.
const started = await startComponent(component)
const scheduling = started.client<operations>()
const bookable = await newBookable(scheduling, { 'at-once': 3 })
const service = await bookingService(scheduling, bookable)
afterAll(async () => {
  await service.stop()
  await started.stop()
})

const busy = { timeout: 120_000 }
const heading = ({ html }: Page) => (/<h1[^>]*>\s*(?:<label[^>]*>)?([^<]*)/.exec(html)?.[1] ?? '').trim()
const placeOf = ({ url }: Page) => new URL(url).pathname.replace(/^\/apply\/[0-9a-f]{16}/, '')
const offered = ({ html }: Page) => [...html.matchAll(/type="radio" value="([^"]+)"/g)].map(([, value]) => value!)
const kept = async (slotId: string) => {
  const { bookings } = await scheduling.listBookings({ query: { bookable, limit: 200 } })
  const at = slotId.replace(/^.*\.(....)(..)(..)T(..)(..)Z$/, '$1-$2-$3T$4:$5:00.000Z')
  return bookings.filter(({ startsAt, status }) => startsAt === at && status === 'booked')
}

/** Somebody of a household, at the question about the time. */
async function comer(home: string) {
  const browser = newBrowser()
  const first = await browser.get(`${service.url}/apply`)
  return { browser, page: await browser.submit(first, { home }) }
}

test('what is picked is held, booked for the one who picked it, and free again for nobody', async () => {
  const { browser, page } = await comer('1')
  const [slotId = ''] = offered(page)
  const held = await browser.submit(page, { appointment: slotId })
  expect([placeOf(held), held.html.includes('We keep this time for you until')]).toEqual(['/name', true])
  const { slots } = await scheduling.listSlots({
    path: { bookable },
    query: { limit: 1, from: slotId.slice(-14, -6).replace(/(....)(..)(..)/, '$1-$2-$3') },
  })
  expect(slots[0]?.free).toBe(2)
  const done = await browser.submit(await browser.submit(held, { name: 'Sample Resident' }), {})
  expect(placeOf(done)).toBe('/confirmation')
  expect((await kept(slotId)).map(({ name }) => name)).toEqual(['Sample Resident'])
})

test('picking another lets the first one go, also for whom the limit is full', async () => {
  const { browser, page } = await comer('2')
  const [first = '', second = '', third = ''] = offered(page)
  for (const appointment of [first, second, third]) await browser.submit(page, { appointment })
  const rows = await started.db.query<{ n: number }>("select count(*) as n from hold where limit_key = '2'")
  expect(rows[0]?.n).toBe(1)
})

test('a hold that has ended leads back to the question, and nothing is booked', async () => {
  const { browser, page } = await comer('3')
  const [slotId = ''] = offered(page)
  const before = (await kept(slotId)).length
  const check = await browser.submit(await browser.submit(page, { appointment: slotId }), { name: 'Late Comer' })
  await started.db.query("update hold set held_until = clock_timestamp() where limit_key = '3'")
  const back = await browser.submit(check, {})
  expect([back.status, placeOf(back), back.html.includes(WORDS)]).toEqual([400, '/appointment', true])
  expect(await kept(slotId)).toHaveLength(before)
  const again = await browser.submit(back, { appointment: offered(back).at(-1)! })
  expect([placeOf(again), again.html.includes('Late Comer')]).toEqual(['/check', true])
  expect(placeOf(await browser.submit(again, {}))).toBe('/confirmation')
})

test('one more than the limit is refused at the question, in the words of the part', async () => {
  for (let count = 0; count < 2; count += 1) {
    const { browser, page } = await comer('4')
    const held = await browser.submit(page, { appointment: offered(page)[count]! })
    await browser.submit(await browser.submit(held, { name: 'Regular' }), {})
  }
  const { browser, page } = await comer('4')
  const refused = await browser.submit(page, { appointment: offered(page)[2]! })
  expect([refused.status, placeOf(refused), heading(refused)]).toEqual([
    400,
    '/appointment',
    'When do you want to come?',
  ])
  expect(refused.html).toContain('There are as many bookings around this time as there may be. Choose a later one.')
})

test('of 30 who pick the last places at once each gets a time of their own or is told plainly', busy, async () => {
  await started.db.query('delete from hold')
  const small = await newBookable(scheduling, { 'at-once': 3 })
  const [slotId = ''] = await freeSlots(scheduling, small)
  const own = await bookingService(scheduling, small)
  const people = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const browser = newBrowser()
      return { browser, page: await browser.submit(await browser.get(`${own.url}/apply`), { home: `many-${index}` }) }
    }),
  )
  const pages = await Promise.all(
    people.map(async ({ browser, page }) => {
      const next = await browser.submit(page, { appointment: slotId })
      if (placeOf(next) !== '/name') return next
      return browser.submit(await browser.submit(next, { name: 'Quick' }), {})
    }),
  )
  await own.stop()
  expect(pages.filter((page) => placeOf(page) === '/confirmation')).toHaveLength(3)
  const told = pages.filter((page) => placeOf(page) === '/appointment')
  expect([told.length, told.every(({ html }) => html.includes(WORDS))]).toEqual([27, true])
  const { bookings } = await scheduling.listBookings({ query: { bookable: small } })
  expect(new Set(bookings.map(({ reference }) => reference)).size).toBe(3)
})
