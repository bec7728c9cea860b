import { findText, managePersonalData, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { book, freeSlots, hold, newBookable } from './scene.ts'

const started = await startComponent(component, { env: { BOOKING_RETENTION_DAYS: '30' } })
const scheduling = started.client<operations>()
const bookable = await newBookable(scheduling, { 'at-once': 50 })
const [slotId = ''] = await freeSlots(scheduling, bookable)
afterAll(() => started.stop())

const by = (key: string) => ({ count: 9, period: 'P1Y', key })

test('an export has all that is held on the person, and nobody else', async () => {
  const limit = by('Export.Me@example.com')
  const { bookingId, reference } = await book(scheduling, slotId, { limit })
  await book(scheduling, slotId, { limit: by('other@example.com') })
  const { holdId, startsAt } = await hold(scheduling, slotId, limit)
  const booking = { kind: 'booking', data: { ...(await scheduling.getBooking({ path: { bookingId } })), limit } }
  expect((await managePersonalData(started, 'export', { reference })).records).toEqual([booking])
  expect((await managePersonalData(started, 'export', { email: 'export.me@EXAMPLE.com' })).records).toEqual([
    booking,
    { kind: 'hold', data: { holdId, startsAt, key: limit.key } },
  ])
})

const marker = { name: 'Zebedee Quillfeather', email: 'zebedee.quillfeather@example.com', phone: '07700900987' }

test.each([
  ['email address in other letters', marker.email, { email: 'ZEBEDEE.quillfeather@EXAMPLE.com' }],
  ['phone number in other digits', '+44 7700 900987', { phone: '07700 900 987' }],
  ['reference', '999900000001', undefined],
])('nothing is left of a person anywhere in the database after an erasure by %s', async (_name, key, person) => {
  const { bookingId, reference } = await book(scheduling, slotId, { name: marker.name, limit: by(key) })
  if (person) await hold(scheduling, slotId, by(key))
  const path = { bookingId }
  await scheduling.getBooking({ path })
  const texts = ['quillfeather', '7700900987', '999900000001']
  expect(await findText(started.databaseUrl, texts)).not.toEqual([])
  expect(await managePersonalData(started, 'erasure', person ?? { reference })).toEqual({ erased: person ? 2 : 1 })
  expect(await findText(started.databaseUrl, texts)).toEqual([])
  expect(await managePersonalData(started, 'erasure', person ?? { reference })).toEqual({ erased: 0 })
  // The booking itself stays: it takes its place, and can be moved and cancelled.
  const left = await scheduling.getBooking({ path })
  expect(left).toMatchObject({ reference, status: 'booked' })
  expect(left).not.toHaveProperty('name')
  await scheduling.cancelBooking({ path })
})

test('the limit counts an erased booking no longer', async () => {
  const limit = { count: 1, period: 'P1Y', key: 'once@example.com' }
  const { reference } = await book(scheduling, slotId, { limit })
  await expect(hold(scheduling, slotId, limit)).rejects.toMatchObject({ code: 'limit-reached' })
  await managePersonalData(started, 'erasure', { reference })
  await hold(scheduling, slotId, limit)
})

test('retention removes bookings that are over too long and holds that have ended, and nothing else', async () => {
  await managePersonalData(started, 'retention-sweep', {})
  const booked = []
  for (const age of [31, 29, undefined]) {
    const { bookingId } = await book(scheduling, slotId)
    booked.push(bookingId)
    if (age === undefined) continue
    await started.db.query(
      `update booking set starts_at = now() - $2 * interval '1 day' - interval '30 minutes', ends_at = now() - $2 * interval '1 day'
       where id = $1`,
      [bookingId, age],
    )
  }
  const [ended, live] = [await hold(scheduling, slotId), await hold(scheduling, slotId)]
  await started.db.query(`update hold set held_until = now() - interval '1 second' where id = $1`, [ended.holdId])
  expect(await managePersonalData(started, 'retention-sweep', {})).toEqual({ removed: 2 })
  const [old = '', recent = '', coming = ''] = booked
  await expect(scheduling.getBooking({ path: { bookingId: old } })).rejects.toMatchObject({ status: 404 })
  for (const bookingId of [recent, coming]) await scheduling.getBooking({ path: { bookingId } })
  expect(await started.db.query('select id from hold where id = any($1)', [[ended.holdId, live.holdId]])).toHaveLength(
    1,
  )
})
