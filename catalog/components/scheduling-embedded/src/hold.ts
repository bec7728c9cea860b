import { randomUUID } from 'node:crypto'
import type { Transaction } from '@composed/kit'
import { lockBookable } from './bookables.ts'
import { demandWithin } from './limits.ts'
import { freeSlot, gone } from './places.ts'
import type { Settings } from './settings.ts'
import type { Hold, Limit, NewHold } from './shapes.ts'
import { readSlotId } from './slots.ts'

/** What a hold kept, once it was taken. */
export interface Taken {
  startsAt: Date
  limit: Limit | undefined
}

/** Keeps a place for some minutes. @throws Problem gone, or limit-reached */
export async function holdSlot({ slotId, limit }: NewHold, settings: Settings, tx: Transaction): Promise<Hold> {
  const { bookable: name, startsAt } = readSlotId(slotId)
  const bookable = await lockBookable(name, tx)
  if (!bookable) throw gone('This time is not offered. Choose another.')
  const slot = await freeSlot(bookable, startsAt, settings, tx)
  if (limit) await demandWithin(limit, bookable.id, slot.startsAt, tx)
  const [held] = await tx.query<{ id: string; until: Date }>(
    `insert into hold (id, bookable, starts_at, ends_at, held_until, limit_count, limit_period, limit_key)
     values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 minute', $6, $7, $8) returning id, held_until as until`,
    [
      randomUUID(),
      bookable.id,
      slot.startsAt,
      slot.endsAt,
      settings.holdMinutes,
      limit?.count,
      limit?.period,
      limit?.key,
    ],
  )
  return { holdId: held!.id, startsAt: slot.startsAt.toISOString(), heldUntil: held!.until.toISOString() }
}

/** Lets a place go. What is not held any more is let go already. */
export async function releaseHold(holdId: string, tx: Transaction): Promise<void> {
  await tx.query('delete from hold where id = $1', [holdId])
}

/** The bookable of a hold, so that it can be locked before the hold is taken. @throws Problem gone */
export async function bookableOf(holdId: string, tx: Transaction): Promise<string> {
  const [found] = await tx.query<{ bookable: string }>('select bookable from hold where id = $1', [holdId])
  if (!found) throw ended()
  return found.bookable
}

/**
 * Ends a hold for a booking to take its place. With its bookable locked before, since whoever held the lock until now may have
 * given the place away, the hold having ended meanwhile. @throws Problem gone
 */
export async function takeHold(holdId: string, tx: Transaction): Promise<Taken> {
  const [row] = await tx.query<{ startsAt: Date; count: number | null; period: string; key: string }>(
    `delete from hold where id = $1 and held_until > clock_timestamp()
     returning starts_at as "startsAt", limit_count as count, limit_period as period, limit_key as key`,
    [holdId],
  )
  if (!row) throw ended()
  const { startsAt, count, period, key } = row
  return { startsAt, limit: count === null ? undefined : { count, period, key } }
}

function ended() {
  return gone('This time is no longer held. Choose a time again.')
}
