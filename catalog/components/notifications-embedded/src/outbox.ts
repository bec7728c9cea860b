import { Problem, type Transaction } from '@composed/kit'
import type { Address, Message } from './shapes.ts'

interface Row {
  messageId: string
  channel: Message['channel']
  to: string | Address
  name: string | null
  subject: string | null
  body: string
  reference: string
  createdAt: Date
}

const columns = `message_id as "messageId", channel, coalesce(to_jsonb(email), to_jsonb(phone), address) as "to", name,
  subject, body, reference, created_at as "createdAt"`

/** The messages about a case, oldest first. */
export async function messagesAbout(reference: string, tx: Transaction): Promise<Message[]> {
  const rows = await tx.query<Row>(`select ${columns} from message where reference = $1 order by id`, [reference])
  return rows.map(toMessage)
}

/** One message. @throws Problem not-found */
export async function getMessage(messageId: string, tx: Transaction): Promise<Message> {
  const [row] = await tx.query<Row>(`select ${columns} from message where message_id = $1`, [messageId])
  if (!row) throw new Problem('not-found', 'There is no message with this identifier. It may be past its retention.')
  return toMessage(row)
}

/** The messages to an email address or about a case, oldest first. */
export async function messagesOf(person: { email?: string; reference?: string }, tx: Transaction): Promise<Message[]> {
  const rows = await tx.query<Row>(
    `select ${columns} from message where lower(email) = lower($1::text) or reference = $2 order by id`,
    [person.email, person.reference],
  )
  return rows.map(toMessage)
}

function toMessage(row: Row): Message {
  return {
    ...row,
    name: row.name ?? undefined,
    subject: row.subject ?? undefined,
    createdAt: row.createdAt.toISOString(),
  }
}
