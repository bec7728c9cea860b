import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import component from '../src/index.ts'
import { book, freeSlots, newBookable, newBooking, terms } from './scene.ts'

const started = await startComponent(component)
const scheduling = started.client<operations>()
const bookable = await newBookable(scheduling, { 'at-once': 1000 })
const [slotId = '', another = ''] = await freeSlots(scheduling, bookable)
afterAll(() => started.stop())

const hold = async (id = slotId) => ({ holdId: (await scheduling.holdSlot({ body: { slotId: id } })).holdId })
const booked = async () => ({ path: { bookingId: (await book(scheduling, slotId)).bookingId } })
const limit = { count: 1000, period: 'P1Y', key: '999900000001' }

contractConditions(started, {
  valid: {
    putBookable: () => ({ path: { bookable: 'library' }, body: terms() }),
    listSlots: () => ({ path: { bookable }, query: { from: '2026-01-01', limit: 10 } }),
    holdSlot: () => ({ body: { slotId, limit } }),
    releaseHold: async () => ({ path: await hold() }),
    confirmHold: async () => ({ path: await hold(), body: newBooking({ limit, remindBefore: 'P1D' }) }),
    listBookings: () => ({ query: { bookable, status: 'booked', from: '2026-01-01', limit: 10 } }),
    getBooking: booked,
    moveBooking: async () => ({ ...(await booked()), body: await hold(another) }),
    cancelBooking: booked,
    recordAttendance: async () => {
      const { path } = await booked()
      await started.db.query(`update booking set starts_at = now() - interval '1 minute' where id = $1`, [
        path.bookingId,
      ])
      return { path, body: { attended: true } }
    },
  },
})
