import { outcomes, patiently, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { exceeds } from '../src/limits.ts'
import { book, freeSlots, hold, newBookable, newBooking } from './scene.ts'

const started = await startComponent(component)
const scheduling = started.client<operations>()
afterAll(() => started.stop())

const reached = { status: 409, code: 'limit-reached' }
const busy = { timeout: 60_000 }
const yearly = { count: 12, period: 'P1Y', key: '999900000001' }

/** A bookable with its free times, and a household that has been there so often. */
async function scene(visits: number) {
  const bookable = await newBookable(scheduling)
  const slots = await freeSlots(scheduling, bookable, 60)
  const booked = []
  for (const slotId of slots.splice(0, visits)) booked.push(await book(scheduling, slotId, { limit: yearly }))
  const [next = '', another = ''] = slots
  return { bookable, slots, booked, next, another }
}

test.each([
  ['none before', [], '2026-06-01', 1, false],
  ['as many as there may be', ['2026-05-01'], '2026-06-01', 2, false],
  ['one more', ['2026-04-01', '2026-05-01'], '2026-06-01', 2, true],
  ['a year ago to the day is out of it', ['2025-06-01', '2026-05-01'], '2026-06-01', 2, false],
  ['a day later is in it', ['2025-06-02', '2026-05-01'], '2026-06-01', 2, true],
  ['what is booked for later counts as well', ['2026-07-01', '2026-08-01'], '2026-06-01', 2, true],
  ['and what lies on both sides', ['2025-08-01', '2027-05-01'], '2026-06-01', 2, false],
  ['within one year', ['2026-01-01', '2026-12-01'], '2026-06-01', 2, true],
  [
    'years that were full before are not this one’s',
    ['2024-01-01', '2024-02-01', '2024-03-01'],
    '2026-06-01',
    2,
    false,
  ],
] as const)('a year of at most some: %s', (_name, others, at, count, expected) => {
  const all = [...others, at].map((day) => new Date(`${day}T09:00:00Z`))
  expect(exceeds({ count, period: 'P1Y' }, all, all.at(-1)!)).toBe(expected)
})

test('the thirteenth visit of a year is refused at the hold and at the confirmation', busy, async () => {
  const { bookable, next } = await scene(12)
  await expect(hold(scheduling, next, yearly)).rejects.toMatchObject(reached)
  const path = await hold(scheduling, next)
  const body = newBooking({ limit: yearly })
  await expect(scheduling.confirmHold({ path, body })).rejects.toMatchObject(reached)
  // What was refused at the confirmation is still held, for whoever may have it.
  await scheduling.confirmHold({ path, body: newBooking({ limit: { ...yearly, key: 'another household' } }) })
  const { bookings } = await scheduling.listBookings({ query: { bookable } })
  expect(bookings).toHaveLength(13)
})

test('a cancelled visit does not count, one that was missed does', busy, async () => {
  const { booked, next, another } = await scene(12)
  const [first, second] = booked.map(({ bookingId }) => ({ bookingId }))
  await started.db.query(`update booking set status = 'missed' where id = $1`, [first!.bookingId])
  await expect(hold(scheduling, next, yearly)).rejects.toMatchObject(reached)
  await scheduling.cancelBooking({ path: second! })
  await hold(scheduling, next, yearly)
  await expect(hold(scheduling, another, yearly)).rejects.toMatchObject(reached)
})

test(
  'of 50 holds at once as many pass as are left, and one that is let go or ends is no longer counted',
  busy,
  async () => {
    const { bookable, slots, next } = await scene(4)
    const counts = await outcomes(slots.slice(0, 50).map((slotId) => hold(scheduling, slotId, yearly)))
    expect(counts).toEqual({ done: 8, 'limit-reached': 42 })
    await started.db.query('update hold set held_until = clock_timestamp() where bookable = $1', [bookable])
    await book(scheduling, next, { limit: yearly })
  },
)

test('of 50 confirmations at once as many pass as are left', busy, async () => {
  const { bookable, slots } = await scene(4)
  const holds = await Promise.all(slots.slice(0, 50).map((slotId) => hold(scheduling, slotId)))
  const counts = await outcomes(
    holds.map((path) =>
      patiently((key) => scheduling.confirmHold({ path, body: newBooking({ limit: yearly }) }, { key })),
    ),
  )
  expect(counts).toEqual({ done: 8, 'limit-reached': 42 })
  const { bookings } = await scheduling.listBookings({ query: { bookable } })
  expect(bookings).toHaveLength(12)
})

test('the limit of a hold is that of its booking, unless the confirmation gives another', busy, async () => {
  const { next, another } = await scene(11)
  const [one, other] = [await hold(scheduling, next, yearly), await hold(scheduling, another)]
  await scheduling.confirmHold({ path: one, body: newBooking() })
  const attempt = scheduling.confirmHold({ path: other, body: newBooking({ limit: yearly }) })
  await expect(attempt).rejects.toMatchObject(reached)
})

test('a visit is moved within the limit although it is full, and not out of it', busy, async () => {
  const weekly = { count: 1, period: 'P1W', key: '999900000002' }
  const bookable = await newBookable(scheduling, { opens: 'Mo-Su,PH 09:00-10:00' })
  const slots = await freeSlots(scheduling, bookable, 60)
  const first = await book(scheduling, slots[0]!, { limit: weekly })
  await book(scheduling, slots[20]!, { limit: weekly })
  await expect(hold(scheduling, slots[21]!, weekly)).rejects.toMatchObject(reached)
  const path = { bookingId: first.bookingId }
  await scheduling.moveBooking({ path, body: { holdId: (await hold(scheduling, slots[1]!)).holdId } })
  const { holdId } = await hold(scheduling, slots[19]!)
  await expect(scheduling.moveBooking({ path, body: { holdId } })).rejects.toMatchObject(reached)
  expect((await scheduling.getBooking({ path })).startsAt).not.toBe(first.startsAt)
})

test('a household’s visits elsewhere are not counted here', busy, async () => {
  await scene(12)
  const { next } = await scene(0)
  await book(scheduling, next, { limit: yearly })
})

test.each([
  ['a household', '999900000001', '999900000002', '999900000001'],
  ['a person', 'sample@example.com', 'other@example.com', 'Sample@Example.com'],
  ['a vehicle', 'AB12 CDE', 'AB12 CDF', 'ab12cde'],
])('%s is counted however it is written, and no other with it', busy, async (_what, key, other, again) => {
  const bookable = await newBookable(scheduling)
  const [first = '', second = '', third = ''] = await freeSlots(scheduling, bookable)
  const once = { count: 1, period: 'P1M' }
  await book(scheduling, first, { limit: { ...once, key } })
  await expect(hold(scheduling, second, { ...once, key: again })).rejects.toMatchObject(reached)
  await book(scheduling, second, { limit: { ...once, key: other } })
  const path = await hold(scheduling, third)
  const body = newBooking({ limit: { ...once, key: again } })
  await expect(scheduling.confirmHold({ path, body })).rejects.toMatchObject(reached)
})
