import { setTimeout as sleep } from 'node:timers/promises'
import type { Transaction } from '@composed/kit'
import { begin, mayPass } from '@composed/kit/flows'
import { checkChoices } from './questions.ts'
import { spareRecipient } from './recipients.ts'
import { keepRecord, received, type Sender, type Submission } from './record.ts'

/**
 * Keeps what was sent and begins what is done about it, both or neither; the same request gives the same reference.
 * What can be known to be wrong is refused here; while it cannot be looked up it is taken, and looked up later.
 * Throws Problem invalid-request, or too-many-requests when one recipient is named too often.
 */
export async function receive(tx: Transaction, fields: Submission, sender: Sender): Promise<string> {
  const { reference, fresh } = await keepRecord(tx, fields, sender)
  if (fresh) await spareRecipient(tx, fields)
  if (fresh) await begin(tx, received, reference, { checked: await checked(fields) })
  return reference
}

/** Milliseconds for looking up what was chosen, while the person waits. */
const patience = 2000

async function checked(fields: Submission): Promise<boolean> {
  const known = checkChoices(fields).then(
    () => true,
    (error) => {
      if (mayPass(error)) return false
      throw error
    },
  )
  // One that comes too late is nobody's concern: it is looked up again.
  known.catch(() => {})
  return Promise.race([known, sleep(patience, false)])
}
