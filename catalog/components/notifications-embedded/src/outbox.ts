import { emailIn, type PersonQuery, Problem, phoneIn, type Transaction } from '@composed/kit'
import type { Contact, Message } from './shapes.ts'

interface Row {
  messageId: string
  channel: Message['channel']
  to: Contact
  name: string | null
  subject: string | null
  body: string
  reference: string | null
  actor: string | null
  duty: boolean
  createdAt: Date
}

const columns = `message_id as "messageId", channel, name, subject, body,
  jsonb_strip_nulls(jsonb_build_object('email', email, 'phone', phone, 'address', address)) as "to",
  reference, actor, duty, created_at as "createdAt"`

/** The messages about a case, oldest first, and whether somebody is written to about it. */
export async function messagesAbout(
  reference: string,
  tx: Transaction,
): Promise<{ messages: Message[]; isWrittenTo: boolean }> {
  const rows = await tx.query<Row>(`select ${columns} from message where reference = $1 order by id`, [reference])
  return { messages: rows.map(toMessage), isWrittenTo: rows.some(({ duty }) => !duty) }
}

/**
 * Whom a case is about to be written to: whoever the first message about it went to. It is held until the
 * transaction ends, so that nothing is sent to somebody whose messages are just being erased.
 */
export async function writtenTo(reference: string, tx: Transaction): Promise<Pick<Message, 'to' | 'name'> | undefined> {
  const [first] = await tx.query<Row>(
    `select ${columns} from message where reference = $1 and not duty order by id limit 1 for update`,
    [reference],
  )
  if (!first) return undefined
  const { to, name } = toMessage(first)
  return { to, name }
}

/** One message. @throws Problem not-found */
export async function getMessage(messageId: string, tx: Transaction): Promise<Message> {
  const [row] = await tx.query<Row>(`select ${columns} from message where message_id = $1`, [messageId])
  if (!row) throw new Problem('not-found', 'There is no message with this identifier. It may be past its retention.')
  return toMessage(row)
}

/** The messages to an email address or a phone number, or about a case, oldest first. */
export async function messagesOf(person: PersonQuery, tx: Transaction): Promise<Message[]> {
  const rows = await tx.query<Row>(`select ${columns} from message where ${theirs} order by id`, valuesOf(person))
  return rows.map(toMessage)
}

/** Removes them: how many there were, and the references of the cases that they were about. */
export async function removeMessagesOf(
  person: PersonQuery,
  tx: Transaction,
): Promise<{ erased: number; known: string[] }> {
  // What is just being sent to them is waited for, and then goes as well.
  await tx.query(`select from message where ${theirs} for update`, valuesOf(person))
  const rows = await tx.query<{ reference: string | null }>(
    `delete from message where ${theirs} returning reference`,
    valuesOf(person),
  )
  return { erased: rows.length, known: rows.flatMap(({ reference }) => reference ?? []) }
}

const theirs = `${emailIn('email')} = $1 or ${phoneIn('phone')} = $2 or reference = $3`
const valuesOf = (person: PersonQuery) => [person.email, person.phone, person.reference]

function toMessage({ duty: _duty, ...row }: Row): Message {
  return {
    ...row,
    name: row.name ?? undefined,
    subject: row.subject ?? undefined,
    reference: row.reference ?? undefined,
    actor: row.actor ?? undefined,
    createdAt: row.createdAt.toISOString(),
  }
}
