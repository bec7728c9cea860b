import { passOn, Problem, type Transaction } from '@composed/kit'
import { begin } from '@composed/kit/flows'
import type { components } from '../contracts/openapi.ts'
import { audit, caseManagement, notifications } from './clients.ts'
import { type CaseRecord, findRecord, keepRecord, received, type Submission } from './record.ts'

/** Keeps what was sent and begins what is done about it, both or neither; the same request gives the same reference. */
export async function receive(tx: Transaction, fields: Submission, applicantId: string | undefined, request: string): Promise<string> {
  const { reference, fresh } = await keepRecord(tx, fields, applicantId, request)
  if (fresh) await begin(tx, received, reference)
  return reference
}

type Status = components['schemas']['Status']

/** How a referral stands, for the one who sent it. Undefined when it is not theirs. */
export async function statusFor(from: Pick<Transaction, 'query'>, reference: string, isTheirs: (record: CaseRecord) => boolean): Promise<Status | undefined> {
  const record = await findRecord(from, reference)
  if (!record || !isTheirs(record)) return undefined
  const found = await caseManagement.getCase({ path: { reference } }).catch((error) => {
    // Received, but the workflow has yet to open it.
    if (error.status === 404) return undefined
    throw error
  })
  return found
    ? { reference, status: found.status, openedAt: found.openedAt, dueAt: found.dueAt, ...(found.outcome ? { outcome: found.outcome } : {}), ...(found.closedAt ? { closedAt: found.closedAt } : {}) }
    : { reference, status: 'new' }
}

/** All that staff see of one referral, read on their own behalf. */
export async function caseFile(reference: string, token: string) {
  const as = { token }
  const path = { reference }
  const parts = Promise.all([
    caseManagement.getCase({ path }, as),
    caseManagement.getHistory({ path }, as),
    notifications.listMessages({ query: { reference } }, as),
    audit.listEntries({ query: { reference } }, as),
    audit.verifyChain({}, as),
  ])
  const [found, history, sent, trail, chain] = await passOn(parts)
  return { case: found, history: history.entries, messages: sent.messages, audit: trail.entries, auditIntact: chain.intact }
}

export function notFound(): Problem {
  return new Problem('not-found', 'There is no referral with this reference.')
}
