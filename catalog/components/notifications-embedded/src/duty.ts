import { sharedType, type Transaction } from '@composed/kit'
import { sendMessage } from './send.ts'
import type { DutyMessage } from './shapes.ts'

/** Tells whoever is on duty, where there is an address: whether there is. */
export async function tellDuty(message: DutyMessage, email: string | undefined, tx: Transaction): Promise<boolean> {
  if (email === undefined) return false
  await sendMessage({ ...message, to: { email } }, tx, { duty: true })
  return true
}

/** The address of whoever is on duty: DUTY_EMAIL; undefined where there is none. @throws Error when it is no email address */
export function dutyEmail(given: string | undefined): string | undefined {
  if (given === undefined || given.trim() === '') return undefined
  const { plain, fits } = sharedType('EmailAddress')
  const email = plain(given)
  if (!fits(email)) throw new Error('DUTY_EMAIL is no email address. Give one like duty@example.com, or leave it out.')
  return email
}
