import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test, vi } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import { remindAt, sayDueSoon } from '../src/due-soon.ts'
import component from '../src/index.ts'
import { minus } from '../src/london.ts'
import { book, daysFromNow, freeSlots, hold, newBookable } from './scene.ts'

const started = await startComponent(component, { env: { DATES_EVERY_SECONDS: '0.5' } })
const other = await startComponent(component, { databaseUrl: started.databaseUrl, issuer: started.issuer })
const scheduling = started.client<operations>()
const bookable = await newBookable(scheduling, { 'at-once': 1000 })
afterAll(async () => {
  await other.stop()
  await started.stop()
})

const type = 'dev.compose.booking.due-soon.v1'
const said = async (reference: string) =>
  (await started.events()).filter((event) => event.type === type && event.subject === reference)
const minute = 60_000

/** A booking in so many days, and the moment at which it is due soon, a day before. */
async function bookedIn(days: number, remindBefore = 'P1D') {
  const [slotId = ''] = await freeSlots(scheduling, bookable, 1, daysFromNow(days))
  const booked = await book(scheduling, slotId, { remindBefore })
  return { ...booked, path: { bookingId: booked.bookingId }, near: minus(new Date(booked.startsAt), remindBefore) }
}

const moveTo = async (path: { bookingId: string }, days: number) => {
  const [slotId = ''] = await freeSlots(scheduling, bookable, 1, daysFromNow(days))
  const { holdId, startsAt } = await hold(scheduling, slotId)
  await scheduling.moveBooking({ path, body: { holdId } })
  return minus(new Date(startsAt), 'P1D')
}
const lookAt = (moment: Date, minutes = 0) => sayDueSoon(started.db, new Date(moment.getTime() + minutes * minute))

test('a booking that is near is said to be due soon by itself, once, with two copies that look', async () => {
  const { bookingId, reference } = await bookedIn(3)
  await started.db.query(`update booking set remind_at = now() where id = $1`, [bookingId])
  await vi.waitFor(async () => expect(await said(reference)).toHaveLength(1), { timeout: 15_000, interval: 200 })
  expect((await said(reference))[0]?.data).toEqual({ bookingId })
  await lookAt(new Date(), 5)
  expect(await said(reference)).toHaveLength(1)
})

test('it is said at its moment and not before', async () => {
  const { reference, near } = await bookedIn(20)
  await lookAt(near, -1)
  expect(await said(reference)).toEqual([])
  await lookAt(near)
  expect(await said(reference)).toHaveLength(1)
})

test('after a move it is said at the new time and not at the old one, once', async () => {
  const later = await bookedIn(22)
  const near = await moveTo(later.path, 30)
  await lookAt(later.near, 5)
  expect(await said(later.reference)).toEqual([])
  await lookAt(near)
  await lookAt(near, 5)
  expect(await said(later.reference)).toHaveLength(1)

  const sooner = await bookedIn(40)
  await lookAt(await moveTo(sooner.path, 35))
  expect(await said(sooner.reference)).toHaveLength(1)
  await lookAt(sooner.near)
  expect(await said(sooner.reference)).toHaveLength(1)
})

test('whoever was told and moves on is told again of the new time', async () => {
  const { path, reference, near } = await bookedIn(42)
  await lookAt(near)
  const again = await moveTo(path, 50)
  expect(await said(reference)).toHaveLength(1)
  await lookAt(again)
  expect(await said(reference)).toHaveLength(2)
})

test('nothing is said of one that was near when it was booked or moved, was cancelled, or asked for nothing', async () => {
  const near = await bookedIn(2, 'P3D')
  const moved = await bookedIn(30, 'P3D')
  await moveTo(moved.path, 2)
  const cancelled = await bookedIn(51)
  await scheduling.cancelBooking({ path: cancelled.path })
  const [slotId = ''] = await freeSlots(scheduling, bookable, 1, daysFromNow(51))
  const unasked = await book(scheduling, slotId)
  await lookAt(cancelled.near, 60)
  for (const { reference } of [near, moved, cancelled, unasked]) expect(await said(reference)).toEqual([])
})

test('what has begun while nobody looked is not soon', async () => {
  const { reference, startsAt } = await bookedIn(53)
  await lookAt(new Date(startsAt), 1)
  await lookAt(new Date(startsAt), -1)
  expect(await said(reference)).toEqual([])
})

test('copies that look at the same moment say it once, and more than one batch is said whole', async () => {
  const [slotId = ''] = await freeSlots(scheduling, bookable, 1, daysFromNow(60))
  const booked = await Promise.all(Array.from({ length: 130 }, () => book(scheduling, slotId, { remindBefore: 'P1D' })))
  const then = minus(new Date(booked[0]!.startsAt), 'P1D')
  const looks = [started.db, other.db, started.db, other.db].map((db) => sayDueSoon(db, then))
  expect((await Promise.all(looks)).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(130)
  const events = (await started.events()).filter((event) => event.type === type)
  for (const { reference } of booked) expect(events.filter(({ subject }) => subject === reference)).toHaveLength(1)
})

test.each([
  ['2026-03-29T08:00Z', 'P1D', '2026-03-28T09:00Z'],
  ['2026-10-25T09:00Z', 'P1D', '2026-10-24T08:00Z'],
  ['2026-10-25T09:00Z', 'PT24H', '2026-10-24T09:00Z'],
])('a booking for %s is due soon %s before, by the clock in London: %s', (startsAt, before, at) => {
  const now = new Date('2026-01-01T00:00Z')
  expect(remindAt(new Date(startsAt), before, now)).toEqual(new Date(at))
  expect(remindAt(new Date(startsAt), before, new Date(at))).toBeUndefined()
  expect(remindAt(new Date(startsAt), undefined, now)).toBeUndefined()
})
