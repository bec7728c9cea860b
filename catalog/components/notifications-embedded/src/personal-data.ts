import type { PersonalData } from '@composed/kit'
import { messagesOf, removeMessagesOf } from './outbox.ts'

const day = 86_400_000
const oneYear = 365

/**
 * What the component does with what it holds on a person. It knows them by email address, phone number and the reference
 * of their case, not by account. Messages go wholly when erased, or `retentionDays` after the last one about their case:
 * what was said first is still needed while more is said.
 */
export function personalData(retentionDays: number): PersonalData {
  return {
    async export(person, tx) {
      const messages = await messagesOf(person, tx)
      return messages.map((message) => ({ kind: 'message', data: message }))
    },

    erase: removeMessagesOf,

    async sweep(now, tx) {
      const before = new Date(now.getTime() - retentionDays * day)
      const removed = await tx.query(
        `delete from message as old where created_at < $1
           and not exists (select from message as later where later.reference = old.reference and later.created_at >= $1)
         returning message_id`,
        [before],
      )
      return removed.length
    },
  }
}

/** How many days a message is kept: MESSAGE_RETENTION_DAYS, one year unless given. @throws Error when it is no number of days */
export function retentionDays(given: string | undefined): number {
  const days = Number(given ?? oneYear)
  if (!Number.isInteger(days) || days < 1) {
    throw new Error('MESSAGE_RETENTION_DAYS is not a whole number of days. Give 1 or more, or leave it out for a year.')
  }
  return days
}
