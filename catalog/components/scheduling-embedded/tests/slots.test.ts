import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { plusDays } from '../src/london.ts'
import { settingsOf } from '../src/settings.ts'
import { book, daysFromNow, freeSlots, hold, newBookable, terms } from './scene.ts'

const holiday = daysFromNow(5)
const file = join(mkdtempSync(join(tmpdir(), 'holidays-')), 'own.json')
writeFileSync(file, JSON.stringify({ 'england-and-wales': { events: [{ date: holiday }] } }))

const started = await startComponent(component, { env: { BANK_HOLIDAYS_FILE: file, BOOKING_DAYS_AHEAD: '20' } })
const scheduling = started.client<operations>()
afterAll(() => started.stop())

const london = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' })

/** Everything that is offered, page by page, as London's clock shows it. */
async function offered(bookable: string, from?: string, limit = 200): Promise<string[]> {
  const found: string[] = []
  for (let after: string | undefined; ; ) {
    const query = { limit, ...(from ? { from } : {}), ...(after ? { after } : {}) }
    const { slots, next } = await scheduling.listSlots({ path: { bookable }, query })
    found.push(...slots.map(({ startsAt }) => london.format(new Date(startsAt))))
    if (!next) return found
    expect(slots).toHaveLength(limit)
    after = next
  }
}

test('what is open is offered from now to the last day, and neither closures nor bank holidays are', async () => {
  const [closed, last] = [daysFromNow(3), daysFromNow(20)]
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const asRule = `${closed.slice(0, 4)} ${months[Number(closed.slice(5, 7)) - 1]} ${closed.slice(8)} off`
  const bookable = await newBookable(scheduling, { opens: `Mo-Su 10:00-11:00; ${asRule}` })
  const expected = Array.from({ length: 19 }, (_, index) => plusDays(daysFromNow(2), index))
    .filter((day) => day !== closed && day !== holiday)
    .flatMap((day) => [`${day} 10:00`, `${day} 10:30`])
  expect(await offered(bookable, daysFromNow(2))).toEqual(expected)
  expect((await offered(bookable)).at(-1)).toBe(`${last} 10:30`)
})

test('PH opens on the bank holiday as well', async () => {
  const bookable = await newBookable(scheduling, { opens: 'Mo-Su 10:00-11:00; PH 12:00-12:30' })
  expect((await offered(bookable, holiday)).slice(0, 2)).toEqual([`${holiday} 12:00`, `${plusDays(holiday, 1)} 10:00`])
})

test('pages follow one another without a gap or a repeat, whatever their size', async () => {
  const bookable = await newBookable(scheduling, { opens: 'Mo-Su,PH 09:00-17:00' })
  const whole = await offered(bookable)
  expect(new Set(whole).size).toBe(whole.length)
  expect(await offered(bookable, undefined, 7)).toEqual(whole)
  expect(whole).toEqual(whole.toSorted())
})

test('what is over is not offered, and of a day in the past nothing', async () => {
  const bookable = await newBookable(scheduling)
  const { slots } = await scheduling.listSlots({ path: { bookable }, query: { from: '2020-01-01', limit: 1 } })
  const wait = new Date(slots[0]!.startsAt).getTime() - Date.now()
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(30 * 60_000)
})

test('free places go down with holds and bookings, and a full time is not offered', async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 2 })
  const [slotId = '', next = ''] = await freeSlots(scheduling, bookable)
  const first = async () =>
    (await scheduling.listSlots({ path: { bookable }, query: { from: daysFromNow(2), limit: 1 } })).slots[0]
  await hold(scheduling, slotId)
  expect(await first()).toMatchObject({ slotId, free: 1 })
  await book(scheduling, slotId)
  expect(await first()).toMatchObject({ slotId: next, free: 2 })
})

test('what has no places has no times', async () => {
  expect(await offered(await newBookable(scheduling, { 'at-once': 0 }))).toEqual([])
})

test.each([
  ['opens', { opens: 'Mo-Fr 17:00-09:00' }, 'rule 1 closes before it opens'],
  ['opens', { opens: 'whenever' }, 'rule 1 is not of the form'],
  ['each', { each: 'P1D' }, 'is not a number of minutes or hours within one day'],
  ['each', { each: 'PT25H' }, 'is not a number of minutes or hours within one day'],
])('a bookable whose %s make no times is refused, with what is wrong', async (member, given, detail) => {
  const response = await started.fetch('/bookables/site', {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await started.token({ scopes: ['bookings:set-up'] })}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(terms(given)),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    errors: [{ pointer: `/body/${member}`, detail: expect.stringContaining(detail) }],
  })
})

test('a place in the list that no page gave is refused', async () => {
  const bookable = await newBookable(scheduling)
  for (const after of ['x', 'other.20261130T0900Z', `${bookable}.soon`]) {
    const attempt = scheduling.listSlots({ path: { bookable }, query: { after } })
    await expect(attempt).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
  }
  const attempt = scheduling.listBookings({ query: { after: 'x' } })
  await expect(attempt).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test.each([
  ['HOLD_MINUTES', 'soon'],
  ['BOOKING_DAYS_AHEAD', '0'],
  ['BOOKING_RETENTION_DAYS', '1.5'],
  ['BANK_HOLIDAYS_NATION', 'wales'],
])('%s may not be "%s"', (name, value) => {
  expect(() => settingsOf({ [name]: value })).toThrow(name)
})
