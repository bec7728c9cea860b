import { randomUUID } from 'node:crypto'
import type { Transaction } from '@composed/kit'
import type { Contact, NewMessage, SentMessage } from './shapes.ts'

/** Puts a message into the outbox. A contact has one member, which says the way. */
export async function sendMessage(message: NewMessage, tx: Transaction): Promise<SentMessage> {
  const { to, name, subject, body, reference } = message
  const sent = { messageId: randomUUID(), channel: channelOf(to), createdAt: new Date().toISOString() }
  await tx.query(
    `insert into message (message_id, channel, email, phone, address, name, subject, body, reference, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [sent.messageId, sent.channel, to.email, to.phone, to.address, name, subject, body, reference, sent.createdAt],
  )
  await tx.publish('dev.compose.message.sent.v1', reference, { messageId: sent.messageId, channel: sent.channel })
  return sent
}

function channelOf({ email, phone }: Contact): SentMessage['channel'] {
  if (email !== undefined) return 'email'
  return phone === undefined ? 'letter' : 'text'
}
