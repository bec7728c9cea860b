import type { Database } from '@composed/kit'
import { awaitEvent, step, workflow } from '@composed/kit/workflow'
import { addressLookup, audit, caseManagement, notifications } from './clients.ts'
import { announce, type CaseRecord, findRecord } from './record.ts'
import { priority } from './rules.ts'
import { settings } from './settings.ts'
import { wording } from './wording.ts'

let db: Database

/** The workflow reads records from here. Call it before workflows start. */
export function useDatabase(database: Database): void {
  db = database
}

async function read(reference: string): Promise<CaseRecord> {
  const record = await findRecord(db, reference)
  if (!record) throw new Error('the record is gone')
  return record
}

/**
 * One line per step of composition.yaml. What a step answered is kept: after a kill the workflow goes on behind it, and
 * a step that is repeated sends the same key, so nothing happens twice.
 */
export const triage = workflow('triage', async (reference: string) => {
  const record = await read(reference)
  const prioritise = await step('prioritise', async () => priority(record))
  const getAddress = await step('get-address', () => addressLookup.getAddress({ path: { uprn: record.homeAddress } }))
  const findTeam = await step('find-team', () => caseManagement.findTeam({ query: { ward: getAddress.ward } }))
  const openCase = await step('open-case', (key) => caseManagement.openCase({ body: { reference: record.reference, subject: record.subjectName, applicantId: record.applicantId, contactEmail: record.applicantEmail, team: findTeam.team, priority: prioritise, respondWithin: settings.respondWithin, answers: record.answers } }, { key }))
  await step('record-receipt', (key) => audit.appendEntry({ body: { action: 'received', reference: record.reference } }, { key }))
  await step('acknowledge', (key) => notifications.sendEmail({ body: { to: record.applicantEmail, name: record.applicantName, subject: wording.acknowledgementSubject({ reference: record.reference }), body: wording.acknowledgementBody({ reference: record.reference, dueAt: openCase.dueAt }), reference: record.reference } }, { key }))
  await step('announce', (key) => announce(db, 'dev.compose.case.received.v1', record.reference, key))
  if (!(await awaitEvent('dev.compose.case.closed.v1', { until: openCase.dueAt }))) {
    await step('escalate', (key) => audit.appendEntry({ body: { action: 'overdue', reference: record.reference } }, { key }))
    await awaitEvent('dev.compose.case.closed.v1')
  }
  const readDecision = await step('read-decision', () => caseManagement.getCase({ path: { reference: record.reference } }))
  await step('tell-outcome', (key) => notifications.sendEmail({ body: { to: record.applicantEmail, name: record.applicantName, subject: wording.outcomeSubject({ reference: record.reference }), body: wording.outcomeBody({ reference: record.reference, outcome: readDecision.outcome ?? '' }), reference: record.reference } }, { key }))
  await step('record-outcome', (key) => audit.appendEntry({ body: { action: 'outcome-sent', reference: record.reference } }, { key }))
})
