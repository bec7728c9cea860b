import { outcomes, patiently, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test, vi } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { book, freeSlots, hold, newBookable, newBooking, terms } from './scene.ts'

const started = await startComponent(component)
const scheduling = started.client<operations>()
afterAll(() => started.stop())

const gone = { status: 409, code: 'gone' }
const busy = { timeout: 60_000 }

const bookingsAt = async (bookable: string) => {
  const { bookings } = await scheduling.listBookings({ query: { bookable, limit: 200 } })
  return bookings
}
const endHold = (holdId: string) =>
  started.db.query("update hold set held_until = clock_timestamp() - interval '1 second' where id = $1", [holdId])

test('of 200 who want the last 20 places at once 20 get one each, and 180 are refused plainly', busy, async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 20 })
  const [slotId = ''] = await freeSlots(scheduling, bookable)
  const told: string[] = []
  const counts = await outcomes(
    Array.from({ length: 200 }, async () => {
      const { bookingId } = await book(scheduling, slotId)
      told.push(bookingId)
    }),
  )
  expect(counts).toEqual({ done: 20, gone: 180 })
  const kept = await bookingsAt(bookable)
  expect(kept.map(({ bookingId }) => bookingId).toSorted()).toEqual(told.toSorted())
  expect(new Set(kept.map(({ reference }) => reference)).size).toBe(20)
  expect(await freeSlots(scheduling, bookable, 1)).not.toEqual([slotId])
})

test('a hold that has ended frees its place at once, and cannot be confirmed', async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 1 })
  const [slotId = ''] = await freeSlots(scheduling, bookable)
  const held = await hold(scheduling, slotId)
  expect(new Date(held.heldUntil).getTime() - Date.now()).toBeGreaterThan(14 * 60_000)
  expect(new Date(held.heldUntil).getTime() - Date.now()).toBeLessThan(16 * 60_000)
  await expect(hold(scheduling, slotId)).rejects.toMatchObject(gone)
  await endHold(held.holdId)
  const path = { holdId: held.holdId }
  await expect(scheduling.confirmHold({ path, body: newBooking() })).rejects.toMatchObject(gone)
  await book(scheduling, slotId)
  await expect(scheduling.confirmHold({ path, body: newBooking() })).rejects.toMatchObject(gone)
  expect(await bookingsAt(bookable)).toHaveLength(1)
})

test('a hold that ends while its confirmation waits is not confirmed', busy, async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 1 })
  const [slotId = ''] = await freeSlots(scheduling, bookable)
  const path = await hold(scheduling, slotId)
  // Somebody else is deciding here, for longer than the hold lasts.
  const { confirming } = await started.db.transaction(async (tx) => {
    await tx.query('select 1 from bookable where id = $1 for update', [bookable])
    const counts = outcomes([scheduling.confirmHold({ path, body: newBooking() })])
    await vi.waitFor(async () => {
      const waiting = `select 1 from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database()`
      expect(await started.db.query(waiting)).toHaveLength(1)
    }, 20_000)
    await started.db.query('update hold set held_until = clock_timestamp() where id = $1', [path.holdId])
    return { confirming: counts }
  })
  expect(await confirming).toEqual({ gone: 1 })
  await book(scheduling, slotId)
  expect(await bookingsAt(bookable)).toHaveLength(1)
})

test('what is let go is free again, and letting it go twice is no fault', async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 1 })
  const [slotId = ''] = await freeSlots(scheduling, bookable)
  const { holdId } = await hold(scheduling, slotId)
  await scheduling.releaseHold({ path: { holdId } })
  await scheduling.releaseHold({ path: { holdId } })
  await expect(scheduling.confirmHold({ path: { holdId }, body: newBooking() })).rejects.toMatchObject(gone)
  await hold(scheduling, slotId)
})

test('one hold makes one booking, however often and by how many it is confirmed at once', async () => {
  const bookable = await newBookable(scheduling)
  const [slotId = ''] = await freeSlots(scheduling, bookable)
  const path = await hold(scheduling, slotId)
  const counts = await outcomes(
    Array.from({ length: 10 }, () => patiently((key) => scheduling.confirmHold({ path, body: newBooking() }, { key }))),
  )
  expect(counts).toEqual({ done: 1, gone: 9 })
  expect(await bookingsAt(bookable)).toHaveLength(1)
})

test.each(['nowhere.20991130T0900Z', 'past', 'beyond', 'between', 'no date'])(
  'a time that is not offered: %s',
  async (which) => {
    const bookable = await newBookable(scheduling)
    const [first = ''] = await freeSlots(scheduling, bookable)
    const ids: Record<string, string> = {
      past: `${bookable}.20200106T0900Z`,
      beyond: `${bookable}.20991130T0900Z`,
      between: first.replace(/..Z$/, '07Z'),
      'no date': `${bookable}.20261399T9999Z`,
    }
    await expect(hold(scheduling, ids[which] ?? which)).rejects.toMatchObject(gone)
  },
)

test('opening hours that change never make room for more than there is', async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 2 })
  const [slotId = ''] = await freeSlots(scheduling, bookable)
  const path = { bookable }
  await book(scheduling, slotId)
  const held = await hold(scheduling, slotId)
  // Slots of 20 minutes lie across those of 30: both that touch the full half hour are full.
  await scheduling.putBookable({ path, body: terms({ each: 'PT20M', 'at-once': 2 }) })
  const across = await freeSlots(scheduling, bookable, 2)
  expect(across.map((id) => id.slice(-3))).toEqual(['40Z', '00Z'])
  await expect(hold(scheduling, slotId)).rejects.toMatchObject(gone)
  // One place less than is taken already: what is held is not confirmed.
  await scheduling.putBookable({ path, body: terms({ 'at-once': 1 }) })
  await expect(scheduling.confirmHold({ path: held, body: newBooking() })).rejects.toMatchObject(gone)
  // A closure: neither is what was held before.
  const [later = ''] = await freeSlots(scheduling, bookable)
  const other = await hold(scheduling, later)
  await scheduling.putBookable({ path, body: terms({ opens: 'off' }) })
  await expect(scheduling.confirmHold({ path: other, body: newBooking() })).rejects.toMatchObject(gone)
  expect(await bookingsAt(bookable)).toHaveLength(1)
})
