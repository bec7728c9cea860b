import { newReference, outcomes, patiently, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import { allowedOn } from '../src/bookings.ts'
import component from '../src/index.ts'
import { book, freeSlots, hold, newBookable } from './scene.ts'

const started = await startComponent(component)
const scheduling = started.client<operations>()
afterAll(() => started.stop())

const conflict = { status: 409, code: 'conflict' }
const gone = { status: 409, code: 'gone' }
const busy = { timeout: 60_000 }

/** A bookable with one place at a time, one booking in it, and the times that are left. */
async function scene() {
  const bookable = await newBookable(scheduling, { 'at-once': 1 })
  const [slotId = '', ...others] = await freeSlots(scheduling, bookable, 60)
  const booked = await book(scheduling, slotId)
  return { bookable, slotId, others, booked, path: { bookingId: booked.bookingId } }
}

const begins = (bookingId: string, from: string) =>
  started.db.query(
    `update booking set starts_at = now() + $2::interval, ends_at = now() + $2::interval + '30 minutes'
    where id = $1`,
    [bookingId, from],
  )
const saidOf = async (reference: string) =>
  (await started.events())
    .filter(({ subject }) => subject === reference)
    .map(({ type, data }) => [type.replace(/^dev\.compose\.booking\.|\.v1$/g, ''), data])

test('a booking is kept as it was given, and says what may be done with it', async () => {
  const { bookable, booked, path } = await scene()
  expect(await scheduling.getBooking({ path })).toEqual({
    bookingId: booked.bookingId,
    reference: booked.reference,
    bookable,
    place: 'Sample Recycling Centre, 1 Lantern Row, Exampleton',
    startsAt: booked.startsAt,
    status: 'booked',
    name: 'Sample Resident',
    allowed: ['moveBooking', 'cancelBooking'],
  })
})

test('a move takes the new time, frees the old one at once, and uses up the hold', async () => {
  const { bookable, slotId, others, booked, path } = await scene()
  const held = await hold(scheduling, others[3]!)
  await scheduling.moveBooking({ path, body: { holdId: held.holdId } })
  expect(await scheduling.getBooking({ path })).toMatchObject({ startsAt: held.startsAt, status: 'booked' })
  expect((await freeSlots(scheduling, bookable, 1))[0]).toBe(slotId)
  await expect(hold(scheduling, others[3]!)).rejects.toMatchObject(gone)
  await expect(scheduling.moveBooking({ path, body: { holdId: held.holdId } })).rejects.toMatchObject(gone)
  const { bookingId } = booked
  expect(await saidOf(booked.reference)).toEqual([
    ['confirmed', { bookingId }],
    ['moved', { bookingId }],
  ])
})

test('a move to a hold that has ended changes nothing', async () => {
  const { others, booked, path } = await scene()
  const { holdId } = await hold(scheduling, others[0]!)
  await started.db.query('update hold set held_until = clock_timestamp() where id = $1', [holdId])
  await expect(scheduling.moveBooking({ path, body: { holdId } })).rejects.toMatchObject(gone)
  expect((await scheduling.getBooking({ path })).startsAt).toBe(booked.startsAt)
  expect(await saidOf(booked.reference)).toHaveLength(1)
})

test('a booking may go to another place', async () => {
  const { path } = await scene()
  const elsewhere = await newBookable(scheduling, { place: 'Another Centre', 'at-once': 1 })
  const [slotId = ''] = await freeSlots(scheduling, elsewhere)
  await scheduling.moveBooking({ path, body: { holdId: (await hold(scheduling, slotId)).holdId } })
  expect(await scheduling.getBooking({ path })).toMatchObject({ bookable: elsewhere, place: 'Another Centre' })
})

test('a cancelled booking frees its place and can no longer be changed', async () => {
  const { bookable, slotId, others, booked, path } = await scene()
  await scheduling.cancelBooking({ path })
  expect(await scheduling.getBooking({ path })).toMatchObject({ status: 'cancelled', allowed: [] })
  expect((await freeSlots(scheduling, bookable, 1))[0]).toBe(slotId)
  const body = await hold(scheduling, others[0]!)
  await expect(scheduling.cancelBooking({ path })).rejects.toMatchObject(conflict)
  await expect(scheduling.moveBooking({ path, body: { holdId: body.holdId } })).rejects.toMatchObject(conflict)
  await expect(scheduling.recordAttendance({ path, body: { attended: true } })).rejects.toMatchObject(conflict)
  // What the refused move was given is still held.
  await expect(hold(scheduling, others[0]!)).rejects.toMatchObject(gone)
  const { bookingId } = booked
  expect(await saidOf(booked.reference)).toEqual([
    ['confirmed', { bookingId }],
    ['cancelled', { bookingId }],
  ])
})

test('attendance is recorded once the day has come, and can be put right', async () => {
  const { others, path } = await scene()
  const record = (attended: boolean) => scheduling.recordAttendance({ path, body: { attended } })
  await expect(record(true)).rejects.toMatchObject(conflict)
  await begins(path.bookingId, '-1 hour')
  expect((await scheduling.getBooking({ path })).allowed).toEqual(['recordAttendance'])
  await record(false)
  expect(await scheduling.getBooking({ path })).toMatchObject({ status: 'missed', attended: false })
  await record(true)
  expect(await scheduling.getBooking({ path })).toMatchObject({ status: 'attended', attended: true })
  await expect(scheduling.cancelBooking({ path })).rejects.toMatchObject(conflict)
  const { holdId } = await hold(scheduling, others[0]!)
  await expect(scheduling.moveBooking({ path, body: { holdId } })).rejects.toMatchObject(conflict)
})

// 9am on 29 March 2026 in London, where the day began at midnight in UTC, and on 25 October, where it began at 11pm.
test.each([
  ['booked', '2026-03-29T08:00Z', '2026-03-28T23:59Z', 'moveBooking cancelBooking'],
  ['booked', '2026-03-29T08:00Z', '2026-03-29T00:00Z', 'moveBooking cancelBooking recordAttendance'],
  ['booked', '2026-10-25T09:00Z', '2026-10-24T22:59Z', 'moveBooking cancelBooking'],
  ['booked', '2026-10-25T09:00Z', '2026-10-24T23:00Z', 'moveBooking cancelBooking recordAttendance'],
  ['booked', '2026-10-25T09:00Z', '2026-10-25T09:00Z', 'recordAttendance'],
  ['booked', '2026-10-25T09:00Z', '2026-11-25T09:00Z', 'recordAttendance'],
  ['attended', '2026-10-25T09:00Z', '2026-10-25T08:50Z', 'recordAttendance'],
  ['missed', '2026-10-25T09:00Z', '2026-10-26T09:00Z', 'recordAttendance'],
  ['cancelled', '2026-10-25T09:00Z', '2026-10-25T08:50Z', ''],
] as const)('%s for %s, at %s: %s', (status, startsAt, now, allowed) => {
  expect(allowedOn({ status, startsAt: new Date(startsAt) }, new Date(now)).join(' ')).toBe(allowed)
})

test('the list has what it is asked for, in order of time, page by page', async () => {
  const { bookable, others, booked } = await scene()
  const reference = newReference()
  for (const slotId of [others[4]!, others[0]!, others[2]!]) await book(scheduling, slotId, { reference })
  const list = async (query: object) => (await scheduling.listBookings({ query: { bookable, ...query } })).bookings
  const all = await list({})
  expect(all.map(({ startsAt }) => startsAt)).toEqual(all.map(({ startsAt }) => startsAt).toSorted())
  expect(all[0]).toEqual({ ...booked, name: 'Sample Resident', status: 'booked' })
  expect(await list({ reference })).toEqual(all.slice(1))
  expect(await list({ reference, bookable: 'elsewhere' })).toEqual([])
  await scheduling.cancelBooking({ path: { bookingId: all[2]!.bookingId } })
  expect(await list({ status: 'cancelled' })).toMatchObject([{ bookingId: all[2]!.bookingId }])
  expect(await list({ status: 'booked' })).toHaveLength(3)
  expect(await list({ from: '2099-01-01' })).toEqual([])
  const pages = []
  for (let after: string | undefined; ; ) {
    const page = await scheduling.listBookings({ query: { bookable, limit: 3, ...(after ? { after } : {}) } })
    pages.push(page.bookings.map(({ bookingId }) => bookingId))
    if (!page.next) break
    after = page.next
  }
  expect(pages.map((page) => page.length)).toEqual([3, 1])
  expect(pages.flat()).toEqual(all.map(({ bookingId }) => bookingId))
})

test('of 50 who cancel at once one does, and of 50 moves at once none is lost or done twice', busy, async () => {
  const { bookable, others, booked, path } = await scene()
  const holds = await Promise.all(others.slice(0, 50).map((slotId) => hold(scheduling, slotId)))
  const moves = holds.map(({ holdId }) =>
    patiently((key) => scheduling.moveBooking({ path, body: { holdId } }, { key })),
  )
  expect(await outcomes(moves)).toEqual({ done: 50 })
  expect(await saidOf(booked.reference)).toHaveLength(51)
  const { startsAt } = await scheduling.getBooking({ path })
  expect(holds.map((one) => one.startsAt)).toContain(startsAt)
  // One place is taken in all: the 60 times of before, less the one where the booking is now.
  const free = await freeSlots(scheduling, bookable, 60)
  expect(others.filter((slotId) => !free.includes(slotId))).toHaveLength(1)
  const cancellations = Array.from({ length: 50 }, () =>
    patiently((key) => scheduling.cancelBooking({ path }, { key })),
  )
  expect(await outcomes(cancellations)).toEqual({ done: 1, conflict: 49 })
  expect(await saidOf(booked.reference)).toHaveLength(52)
})

test('50 who book, move and cancel at once each find what they were told', busy, async () => {
  const bookable = await newBookable(scheduling, { 'at-once': 3 })
  const slots = await freeSlots(scheduling, bookable, 12)
  const events = (await started.events()).length
  const told = new Map<string, { startsAt: string; status: string }>()
  const tally = { confirmed: 0, moved: 0, cancelled: 0 }
  const one = async (number: number) => {
    const booked = await book(scheduling, slots[number % slots.length]!)
    tally.confirmed += 1
    const path = { bookingId: booked.bookingId }
    told.set(booked.bookingId, { startsAt: booked.startsAt, status: 'booked' })
    const held = await hold(scheduling, slots[(number * 5 + 1) % slots.length]!).catch(() => undefined)
    if (held) {
      await patiently((key) => scheduling.moveBooking({ path, body: { holdId: held.holdId } }, { key }))
      tally.moved += 1
      told.set(booked.bookingId, { startsAt: held.startsAt, status: 'booked' })
    }
    if (number % 3 > 0) return
    await patiently((key) => scheduling.cancelBooking({ path }, { key }))
    tally.cancelled += 1
    told.set(booked.bookingId, { ...told.get(booked.bookingId)!, status: 'cancelled' })
  }
  const counts = await outcomes(Array.from({ length: 50 }, (_, number) => one(number)))
  expect(counts.done).toBe(tally.confirmed)
  expect(counts.done! + (counts.gone ?? 0)).toBe(50)
  const { bookings } = await scheduling.listBookings({ query: { bookable, limit: 200 } })
  const kept = new Map(bookings.map(({ bookingId, startsAt, status }) => [bookingId, { startsAt, status }]))
  expect(kept).toEqual(told)
  const at = bookings.filter(({ status }) => status === 'booked').map(({ startsAt }) => startsAt)
  for (const startsAt of at) expect(at.filter((other) => other === startsAt).length).toBeLessThanOrEqual(3)
  const said = (await started.events()).slice(events).map(({ type }) => type.split('.')[3])
  for (const [kind, count] of Object.entries(tally)) expect(said.filter((one) => one === kind)).toHaveLength(count)
})

test('no event names a person, whatever is in the booking', async () => {
  const { others } = await scene()
  const limit = { count: 3, period: 'P1Y', key: 'resident@example.com' }
  await book(scheduling, others[0]!, { limit })
  expect(JSON.stringify(await started.events())).not.toMatch(/Sample|resident@/)
})
