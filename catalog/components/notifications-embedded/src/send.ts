import { randomUUID } from 'node:crypto'
import type { Transaction } from '@composed/kit'
import type { Address, Email, Letter, SentMessage, Text } from './shapes.ts'

/** Puts an email into the outbox. */
export async function sendEmail(email: Email, tx: Transaction): Promise<SentMessage> {
  const { to, ...message } = email
  return accept({ channel: 'email', email: to, ...message }, tx)
}

/** Puts a text message into the outbox. */
export async function sendText(text: Text, tx: Transaction): Promise<SentMessage> {
  const { to, ...message } = text
  return accept({ channel: 'text', phone: to, ...message }, tx)
}

/** Puts a letter into the outbox. */
export async function sendLetter(letter: Letter, tx: Transaction): Promise<SentMessage> {
  const { to, ...message } = letter
  return accept({ channel: 'letter', address: to, ...message }, tx)
}

interface Outgoing {
  channel: SentMessage['channel']
  email?: string
  phone?: string
  address?: Address
  name?: string
  subject?: string
  body: string
  reference?: string
}

async function accept(message: Outgoing, tx: Transaction): Promise<SentMessage> {
  const sent = { messageId: randomUUID(), channel: message.channel, createdAt: new Date().toISOString() }
  await tx.query(
    `insert into message (message_id, channel, email, phone, address, name, subject, body, reference, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      sent.messageId,
      sent.channel,
      message.email,
      message.phone,
      message.address,
      message.name,
      message.subject,
      message.body,
      message.reference,
      sent.createdAt,
    ],
  )
  await tx.publish('dev.compose.message.sent.v1', message.reference, {
    messageId: sent.messageId,
    channel: sent.channel,
  })
  return sent
}
