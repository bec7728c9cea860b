import { emailIn, type PersonalData, type PersonQuery, phoneIn, type Transaction } from '@composed/kit'
import { type BookingRow, bookingColumns, limitOf, toBooking } from './bookings.ts'

const day = 86_400_000

/**
 * What the component does with what it holds on a person: the name on their bookings, and the value that a limit counts them
 * by. A person is found by the reference of the record, and by an email address or phone number where the limit counts by it.
 * Erasing leaves the booking, which takes its place, without the person in it; a limit no longer counts it.
 */
export function personalData(retentionDays: number): PersonalData {
  return {
    async export(person, tx) {
      const bookings = await tx.query<BookingRow>(
        `select ${bookingColumns} where ${isOf} and erased_at is null order by starts_at, booking.id`,
        valuesOf(person),
      )
      return [
        ...bookings.map((row) => ({ kind: 'booking', data: { ...toBooking(row), limit: limitOf(row) } })),
        ...(await holdsOf(person, tx)),
      ]
    },

    async erase(person, tx) {
      const bookings = await tx.query<{ reference: string; id: string; key: string | null }>(
        `select id, reference, limit_key as key from booking where ${isOf} and erased_at is null order by id for update`,
        valuesOf(person),
      )
      await tx.query(
        `update booking set name = null, limit_count = null, limit_period = null, limit_key = null, erased_at = now()
         where id = any($1)`,
        [bookings.map(({ id }) => id)],
      )
      // Whoever is in the middle of choosing chooses again.
      const holds = await tx.query(`delete from hold where ${keyIs} returning id`, [person.email, person.phone])
      const known = bookings.flatMap(({ id, reference, key }) => [id, reference, key ?? []].flat())
      return { erased: bookings.length + holds.length, known: [...new Set(known)] }
    },

    async sweep(now, tx) {
      const before = new Date(now.getTime() - retentionDays * day)
      const bookings = await tx.query('delete from booking where ends_at < $1 returning id', [before])
      const holds = await tx.query('delete from hold where held_until < $1 returning id', [now])
      return bookings.length + holds.length
    },
  }
}

const keyIs = `(${emailIn('limit_key')} = $1 or ${phoneIn('limit_key')} = $2)`
const isOf = `(reference = $3 or ${keyIs})`

function valuesOf({ email, phone, reference }: PersonQuery): unknown[] {
  return [email, phone, reference]
}

async function holdsOf({ email, phone }: PersonQuery, tx: Transaction): Promise<object[]> {
  const rows = await tx.query<{ holdId: string; startsAt: Date; key: string }>(
    `select id as "holdId", starts_at as "startsAt", limit_key as key from hold where ${keyIs} order by id`,
    [email, phone],
  )
  return rows.map((row) => ({ kind: 'hold', data: { ...row, startsAt: row.startsAt.toISOString() } }))
}
