import type { Transaction } from '@composed/kit'
import type { Own } from '@composed/kit/desk'
import type { components } from '../contracts/openapi.ts'
import { caseManagement } from './clients.ts'
import { findRecord, type Kept, notFound } from './record.ts'

// From composition.yaml, person: what people see of their own record, and what they can do with it.

export const own: Own = {
  record: ['reference'],
  show: [
    { from: 'service.readStatus', which: { reference: 'reference' }, members: ['reference', 'receivedAt'] },
    { from: 'case-management.getCase', which: { reference: 'reference' }, members: ['status', 'question', 'openedAt', 'dueAt', 'outcome', 'closedAt'] },
  ],
  can: [
    {
      do: 'case-management.withdrawCase', title: 'Withdraw the referral', button: 'Withdraw referral', done: 'The referral is withdrawn', ends: true,
      says: ['Your referral is withdrawn. We do not look at it any more.'], which: { reference: 'reference' }, asks: [],
    },
  ],
  todo: [
    {
      from: 'case-management.getCase', if: { question: { given: true } }, text: 'Answer our question', which: { reference: 'reference' },
      does: {
        do: 'case-management.answerQuestion', title: 'Answer the question', button: 'Send answer', done: 'The answer is sent', which: { reference: 'reference' },
        asks: [{ name: 'answer', title: 'What is the answer?', missing: 'Enter the answer' }],
      },
    },
  ],
  values: {}, labels: { subject: 'About', question: 'Question to answer', dueAt: 'Response due', assignee: 'Worked on by' },
}

type Status = components['schemas']['Status']

/** When a record was received. Throws Problem not-found. */
export async function receivedOf(from: Pick<Transaction, 'query'>, reference: string): Promise<Pick<Status, 'reference' | 'receivedAt'>> {
  const record = await findRecord(from, reference)
  if (!record) throw notFound()
  return { reference, receivedAt: record.receivedAt }
}

/** How a referral stands, for the one who sent it. Undefined when it is not theirs. */
export async function statusFor(from: Pick<Transaction, 'query'>, reference: string, isTheirs: (record: Kept) => boolean): Promise<Status | undefined> {
  const record = await findRecord(from, reference)
  if (!record || !isTheirs(record)) return undefined
  const facts = await Promise.all([
    known(caseManagement.getCase({ path: { reference } }), ['status', 'question', 'openedAt', 'dueAt', 'outcome', 'closedAt']),
  ])
  return { reference, receivedAt: record.receivedAt, ...Object.assign({}, ...facts) }
}

/** What a part has to say of it; nothing, while it was not passed on. */
async function known<T extends object>(asked: Promise<T>, members: (keyof T)[]): Promise<Partial<T>> {
  const found = await asked.catch((error) => {
    if (error.status === 404) return undefined
    throw error
  })
  return Object.fromEntries(members.flatMap((name) => (found?.[name] === undefined ? [] : [[name, found[name]]]))) as Partial<T>
}
