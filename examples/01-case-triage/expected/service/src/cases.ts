import { setTimeout as sleep } from 'node:timers/promises'
import { passOn, Problem, type Transaction } from '@composed/kit'
import { begin, endFlow, listAttention, mayPass } from '@composed/kit/flows'
import type { components } from '../contracts/openapi.ts'
import { audit, caseManagement, notifications } from './clients.ts'
import { checkChoices } from './questions.ts'
import { spareRecipient } from './recipients.ts'
import { type CaseRecord, findRecord, keepRecord, received, type Submission } from './record.ts'

/**
 * Keeps what was sent and begins what is done about it, both or neither; the same request gives the same reference.
 * What can be known to be wrong is refused here; while it cannot be looked up it is taken, and looked up later.
 * Throws Problem invalid-request, or too-many-requests when one recipient is named too often.
 */
export async function receive(tx: Transaction, fields: Submission, applicantId: string | undefined, request: string): Promise<string> {
  const { reference, fresh } = await keepRecord(tx, fields, applicantId, request)
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

type Status = components['schemas']['Status']

/** How a case stands, for the one who sent it. Undefined when it is not theirs. */
export async function statusFor(from: Pick<Transaction, 'query'>, reference: string, isTheirs: (record: CaseRecord) => boolean): Promise<Status | undefined> {
  const record = await findRecord(from, reference)
  if (!record || !isTheirs(record)) return undefined
  const found = await caseManagement.getCase({ path: { reference } }).catch((error) => {
    // Received, but not yet passed on.
    if (error.status === 404) return undefined
    throw error
  })
  return found
    ? { reference, status: found.status, receivedAt: record.receivedAt, openedAt: found.openedAt, dueAt: found.dueAt, ...(found.outcome ? { outcome: found.outcome } : {}), ...(found.closedAt ? { closedAt: found.closedAt } : {}) }
    : { reference, status: 'received', receivedAt: record.receivedAt }
}

/** All that somebody of the staff may see of one case, read on their own behalf. */
export async function caseFile(reference: string, token: string) {
  const as = { token }
  const path = { reference }
  const parts = Promise.all([
    caseManagement.getCase({ path }, as),
    caseManagement.listNotes({ path }, as),
    caseManagement.getHistory({ path }, as),
    ifAllowed(notifications.listMessages({ query: { reference } }, as)),
    ifAllowed(audit.listEntries({ query: { reference } }, as)),
  ])
  const [found, { notes }, history, sent, trail] = await passOn(parts)
  return { case: found, notes, history: history.entries, ...(sent ? { messages: sent.messages } : {}), ...(trail ? { audit: trail.entries, auditIntact: trail.intact } : {}) }
}

/** What the person may not see is left out. */
function ifAllowed<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error) => {
    if (error.status === 403) return undefined
    throw error
  })
}

/** What does not get on by itself, as the contract and the pages have it. */
export async function attentionList(from: Pick<Transaction, 'query'>, after?: string) {
  const { items, next } = await listAttention(from, after === undefined ? undefined : Number(after))
  return { items: items.map((item) => ({ ...item, since: item.since.toISOString() })), ...(next ? { next: String(next) } : {}) }
}

/** Ends what needs attention; it is put on record who did and why. False when nothing of this reference needs it. */
export function endAttention(tx: Transaction, reference: string, by: string, reason: string): Promise<boolean> {
  return endFlow(tx, reference, { by, reason })
}

export function notStuck(): Problem {
  return new Problem('not-found', 'Nothing with this reference needs attention.')
}

export function notFound(): Problem {
  return new Problem('not-found', 'There is no case with this reference.')
}
