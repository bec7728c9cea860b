import { createHash } from 'node:crypto'
import { giveBack, takeOne } from '@composed/kit'
import type { Queries } from './queries.ts'

/** Tries of one place at one account. A place is a network address, or a browser in which this account was signed in before. */
export const attemptLimit = { most: 10, minutes: 15 }

/**
 * Tries of all strange addresses together, so that many machines cannot guess in turn. Browsers that are known to an
 * account are left out of it: whoever goes on guessing does not lock out those who work here.
 */
const strangerLimit = { most: 300, minutes: 60 }

/** Where a try comes from. */
export interface Place {
  /** The network, as `networkOf` of the kit gives it. */
  address: string
  /** What the browser's cookie says, see devices.ts; only when the account was signed in there. */
  device: string | undefined
}

/**
 * Counts one try before the password is looked at, so that many at once cannot slip through. A try that is refused does
 * not count: going on does not lengthen the wait.
 * @returns false when there is no try left for it
 */
export async function claimAttempt(db: Queries, email: string, place: Place, now = new Date()): Promise<boolean> {
  // The place comes first, so that one which goes on and on does not use up what all strangers have together.
  if (!(await takeOne(db, nameOf(email, place), attemptLimit, now))) return false
  return place.device !== undefined || takeOne(db, nameOf(email), strangerLimit, now)
}

/** After the right password: forgets the tries of this place, and those of all strangers. */
export async function clearAttempts(db: Queries, email: string, place: Place): Promise<void> {
  await giveBack(db, nameOf(email, place), nameOf(email))
}

/** Forgets all tries: after another password was chosen by a link, or because the person is erased. */
export async function forgetAttempts(db: Queries, email: string): Promise<void> {
  await db.query('DELETE FROM kit_taken WHERE starts_with(what, $1)', [`sign-in ${digest(email)} `])
}

/** By digests, so that neither people nor machines are kept; of accounts that there are and of others alike. */
function nameOf(email: string, place?: Place): string {
  if (!place) return `sign-in ${digest(email)} of strangers`
  const { address, device } = place
  return `sign-in ${digest(email)} at ${digest(device === undefined ? `address ${address}` : `device ${device}`)}`
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
