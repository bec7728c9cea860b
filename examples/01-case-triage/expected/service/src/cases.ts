import { type Database, passOn, Problem, type Transaction } from '@composed/kit'
import { start } from '@composed/kit/workflow'
import type { components } from '../contracts/openapi.ts'
import { audit, caseManagement, notifications } from './clients.ts'
import { spareRecipient } from './recipients.ts'
import { type CaseRecord, findRecord, keepRecord, markStarted, type Submission, unstarted } from './record.ts'
import { triage } from './workflow.ts'

/** Keeps what was sent and, once that is committed, starts its workflow; the same request gives the same reference. */
export async function receive(db: Database, tx: Transaction, fields: Submission, applicantId: string | undefined, request: string): Promise<string> {
  await spareRecipient(tx, fields, request)
  const reference = await keepRecord(tx, fields, applicantId, request)
  tx.afterCommit(() => begin(db, reference))
  return reference
}

async function begin(db: Database, reference: string): Promise<void> {
  await start(triage, reference, reference)
  await markStarted(db, reference)
}

/** Starts what was kept but not started, after the process ended in between. */
export async function catchUp(db: Database): Promise<void> {
  for (const reference of await unstarted(db)) await begin(db, reference)
}

type Status = components['schemas']['Status']

/** How a case stands, for the one who sent it. Undefined when it is not theirs. */
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

/** All that staff see of one case, read on their own behalf. */
export async function caseFile(reference: string, token: string) {
  const as = { token }
  const path = { reference }
  const parts = Promise.all([
    caseManagement.getCase({ path }, as),
    caseManagement.getHistory({ path }, as),
    notifications.listMessages({ query: { reference } }, as),
    audit.listEntries({ query: { reference } }, as),
  ])
  const [found, history, sent, trail] = await passOn(parts)
  return { case: found, history: history.entries, messages: sent.messages, audit: trail.entries, auditIntact: trail.intact }
}

export function notFound(): Problem {
  return new Problem('not-found', 'There is no case with this reference.')
}
