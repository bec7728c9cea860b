import { randomUUID } from 'node:crypto'
import { Problem, type Transaction } from '@composed/kit'
import { writtenTo } from './outbox.ts'
import type { AnotherMessage, Contact, NewMessage, SentMessage } from './shapes.ts'

/** As long as six joined text messages, which is what networks take. */
const longestText = 918

/** Whoever of the staff wrote a message, and whether it goes to one of them. */
interface Inside {
  actor?: string
  duty?: boolean
}

/** Puts a message into the outbox. A contact has one member, which says the way. */
export async function sendMessage(
  message: NewMessage,
  tx: Transaction,
  { actor, duty = false }: Inside = {},
): Promise<SentMessage> {
  const { to, name, subject, body, reference } = message
  const sent = { messageId: randomUUID(), channel: channelOf(to), createdAt: new Date().toISOString() }
  await tx.query(
    `insert into message (message_id, channel, email, phone, address, name, subject, body, reference, actor, duty, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      sent.messageId,
      sent.channel,
      to.email,
      to.phone,
      to.address,
      name,
      subject,
      body,
      reference,
      actor,
      duty,
      sent.createdAt,
    ],
  )
  await tx.publish('dev.compose.message.sent.v1', reference, { messageId: sent.messageId, channel: sent.channel })
  return sent
}

/**
 * Sends another message about a case to whoever is written to about it. @throws Problem not-found when nobody is, and
 * invalid-request when a text message has no room for it
 */
export async function sendAnother(
  reference: string,
  { subject, body }: AnotherMessage,
  actor: string,
  tx: Transaction,
): Promise<SentMessage> {
  const person = await writtenTo(reference, tx)
  if (!person)
    throw new Problem('not-found', 'Nobody is written to about this, so there is nobody to send a message to.')
  if (person.to.phone !== undefined && [...body].length > longestText) {
    const detail = `must be at most ${longestText} characters long: it goes out as a text message`
    throw new Problem('invalid-request', 'The message is too long for a text message.', [
      { pointer: '/body/body', detail },
    ])
  }
  return sendMessage({ ...person, subject, body, reference }, tx, { actor })
}

function channelOf({ email, phone }: Contact): SentMessage['channel'] {
  if (email !== undefined) return 'email'
  return phone === undefined ? 'letter' : 'text'
}
