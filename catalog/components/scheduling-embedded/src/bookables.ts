import { Problem, type Transaction } from '@composed/kit'
import type { IsBankHoliday } from '@composed/kit/bank-holidays'
import { minutesOf } from './london.ts'
import { BadHours, readOpeningHours } from './opening-hours.ts'
import type { BookableTerms } from './shapes.ts'

/** What a row of `bookable` holds. */
export interface Bookable {
  id: string
  place: string
  opens: string
  slotMinutes: number
  capacity: number
}

const columns = 'id, place, opens, slot_minutes as "slotMinutes", capacity'

/** @throws Problem invalid-request when the hours cannot be read, or a slot lasts no minutes */
export async function putBookable(
  id: string,
  terms: BookableTerms,
  isBankHoliday: IsBankHoliday,
  tx: Transaction,
): Promise<void> {
  const minutes = minutesOf(terms.each)
  if (minutes === undefined || minutes > 1440) throw wrong('each', 'is not a number of minutes or hours within one day')
  try {
    readOpeningHours(terms.opens, isBankHoliday)
  } catch (error) {
    if (error instanceof BadHours) throw wrong('opens', error.message)
    throw error
  }
  await tx.query(
    `insert into bookable (id, name, place, opens, slot_minutes, capacity) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set name = excluded.name, place = excluded.place, opens = excluded.opens,
       slot_minutes = excluded.slot_minutes, capacity = excluded.capacity`,
    [id, terms.name, terms.place, terms.opens, minutes, terms['at-once']],
  )
}

/** @throws Problem not-found */
export async function getBookable(id: string, tx: Transaction): Promise<Bookable> {
  const [found] = await tx.query<Bookable>(`select ${columns} from bookable where id = $1`, [id])
  if (!found) throw new Problem('not-found', 'There is nothing with this name to be booked. Check the name.')
  return found
}

/**
 * Takes hold of a bookable until the transaction ends. Whatever needs a place or counts towards a limit does so first: what is
 * counted then is everything that was decided before, and nobody else decides meanwhile.
 */
export async function lockBookable(id: string, tx: Transaction): Promise<Bookable | undefined> {
  const [found] = await tx.query<Bookable>(`select ${columns} from bookable where id = $1 for no key update`, [id])
  return found
}

function wrong(member: string, detail: string): Problem {
  return new Problem('invalid-request', 'It cannot be booked so.', [{ pointer: `/body/${member}`, detail }])
}
