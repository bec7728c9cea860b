import { defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import { putBookable } from './bookables.ts'
import { getBooking } from './bookings.ts'
import { cancelBooking, moveBooking, recordAttendance } from './changes.ts'
import { confirmHold } from './confirm.ts'
import { watchDueSoon } from './due-soon.ts'
import { holdSlot, releaseHold } from './hold.ts'
import { listBookings } from './list-bookings.ts'
import { listSlots } from './list-slots.ts'
import { personalData } from './personal-data.ts'
import { migrations } from './schema.ts'
import { settingsOf } from './settings.ts'

/** Scheduling on Postgres: times, holds, bookings, limits and reminders. */
export default defineComponent<operations>({
  id: 'scheduling-embedded',
  capability: 'scheduling',
  migrations,

  handlers({ config }) {
    const settings = settingsOf(config)
    return {
      async putBookable({ path, body, tx }) {
        await putBookable(path.bookable, body, settings.isBankHoliday, tx)
        return { status: 204 }
      },
      async listSlots({ path, query, tx }) {
        return { status: 200, body: await listSlots(path.bookable, query, settings, tx) }
      },
      async holdSlot({ body, tx }) {
        return { status: 201, body: await holdSlot(body, settings, tx) }
      },
      async releaseHold({ path, tx }) {
        await releaseHold(path.holdId, tx)
        return { status: 204 }
      },
      async confirmHold({ path, body, tx }) {
        return { status: 201, body: await confirmHold(path.holdId, body, settings, tx) }
      },
      async listBookings({ query, tx }) {
        return { status: 200, body: await listBookings(query, tx) }
      },
      async getBooking({ path, tx }) {
        return { status: 200, body: await getBooking(path.bookingId, tx) }
      },
      async moveBooking({ path, body, tx }) {
        await moveBooking(path.bookingId, body.holdId, settings, tx)
        return { status: 204 }
      },
      async cancelBooking({ path, tx }) {
        await cancelBooking(path.bookingId, tx)
        return { status: 204 }
      },
      async recordAttendance({ path, body, tx }) {
        await recordAttendance(path.bookingId, body.attended, tx)
        return { status: 204 }
      },
    }
  },

  async start(context) {
    return watchDueSoon(context)
  },

  personalData: ({ config }) => personalData(settingsOf(config).retentionDays),
})
