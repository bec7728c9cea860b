import { createHash } from 'node:crypto'
import { Problem, takeOne, type Transaction } from '@composed/kit'
import { contactText } from '@composed/kit/pages'
import type { Submission } from './record.ts'

// Whoever is named in a referral gets messages from this service, and anybody may name anybody. So there is a limit to what
// is taken for one recipient, which nobody reaches who writes of their own.
const most = Number(process.env.SUBMISSIONS_PER_RECIPIENT || 10)
const hour = 60

/** Throws Problem too-many-requests when one recipient was named too often lately. */
export async function spareRecipient(tx: Transaction, fields: Submission): Promise<void> {
  const recipient = createHash('sha256').update(mailbox(contactText(fields.applicantContact))).digest('hex')
  if (await takeOne(tx, `recipient ${recipient}`, { most, minutes: hour })) return
  throw new Problem('too-many-requests', 'We have had too many referrals with these contact details in the last hour. Try again later.')
}

/** What people may vary is plain already; what follows a plus sign makes no other recipient either. */
function mailbox(contact: string): string {
  return contact.toLowerCase().replace(/\+[^@]*@/, '@')
}
