import { sharedType } from '@composed/kit'
import { type Account, findAccountByEmail } from './accounts.ts'
import { claimAttempt, clearAttempts, type Place } from './attempts.ts'
import { passwordMatches } from './passwords.ts'
import type { Queries } from './queries.ts'

/**
 * What came of an email address and a password.
 * - `wrong`: no such account, another password, or a disabled account: the same answer in the same time
 * - `locked`: too many tries from this place, whether there is such an account or not
 * - `printed`: right, but the password stood in a log and this is production
 * - `issued`: right, but somebody else knows the password, so another has to be chosen first
 */
export type Verdict = { answer: 'yes' | 'issued' | 'printed'; account: Account } | { answer: 'wrong' | 'locked' }

export async function checkPassword(
  db: Queries,
  given: { email: string; password: string },
  production: boolean,
  place: Place,
): Promise<Verdict> {
  const email = sharedType('EmailAddress').plain(given.email)
  const allowed = await claimAttempt(db, email, place)
  const account = await findAccountByEmail(db, email)
  const matches = await passwordMatches(given.password, account?.passwordHash)
  if (!allowed) return { answer: 'locked' }
  if (!matches || account === undefined || account.disabled) return { answer: 'wrong' }
  await clearAttempts(db, email, place)
  const { passwordHash, passwordOrigin, ...rest } = account
  if (passwordOrigin === 'printed') return { answer: production ? 'printed' : 'yes', account: rest }
  return { answer: passwordOrigin === 'issued' ? 'issued' : 'yes', account: rest }
}
