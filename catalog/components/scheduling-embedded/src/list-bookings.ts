import type { Transaction } from '@composed/kit'
import { startOfDay } from './london.ts'
import { readPlace, writePlace } from './page.ts'
import type { BookingStatus, BookingSummary } from './shapes.ts'

export interface BookingsQuery {
  reference?: string
  from?: string
  bookable?: string
  status?: BookingStatus
  limit?: number
  after?: string
}

type Row = { id: string; reference: string; startsAt: Date; name: string | null; status: BookingStatus }

/**
 * One page of the bookings in order of time. It goes on from a place in that order and not from a count, so that bookings made
 * meanwhile do not shift what comes next. @throws Problem invalid-request when `after` did not come from an earlier page
 */
export async function listBookings(
  query: BookingsQuery,
  tx: Transaction,
): Promise<{ bookings: BookingSummary[]; next?: string }> {
  const limit = query.limit ?? 50
  const after = query.after === undefined ? undefined : readPlace(query.after)
  const rows = await tx.query<Row>(
    `select id, reference, starts_at as "startsAt", name, status from booking
     where ($1::text is null or reference = $1) and ($2::timestamptz is null or starts_at >= $2)
       and ($3::text is null or bookable = $3) and ($4::text is null or status = $4)
       and ($5::timestamptz is null or (starts_at, id) > ($5, $6::uuid))
     order by starts_at, id limit $7`,
    [
      query.reference,
      query.from && startOfDay(query.from),
      query.bookable,
      query.status,
      after?.startsAt,
      after?.id,
      limit + 1,
    ],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    bookings: page.map(toSummary),
    next: last && rows.length > limit ? writePlace(last.startsAt, last.id) : undefined,
  }
}

function toSummary({ id, reference, startsAt, name, status }: Row): BookingSummary {
  return { bookingId: id, reference, startsAt: startsAt.toISOString(), name: name ?? undefined, status }
}
