import type { Database } from '@composed/kit'
import { done, flow, step } from '@composed/kit/flows'
import { addressLookup, caseManagement, notifications } from './clients.ts'
import { pageUrl, startUrl } from './environment.ts'
import { checkChoices } from './questions.ts'
import { announce, findRecord, type Kept } from './record.ts'
import { texts } from './texts.ts'

let db: Database

/** Flows read records from here. Call it before they run. */
export function useDatabase(database: Database): void {
  db = database
}

/** Says what is done about a record. Nothing is, about one that is gone: erased meanwhile, or removed with what was done about it. */
function about(name: string, run: (record: Kept, data: Record<string, unknown>) => Promise<void>): void {
  flow(name, async (reference, data) => {
    const record = await findRecord(db, reference)
    if (record) await run(record, data)
  })
}

// One line per step of composition.yaml. A flow begins when something happened and ends soon; a step that waits for an event
// is where the next one begins. What a step answered is kept with the record: after a kill a flow goes on behind it, and a
// step that is repeated sends the same key, so nothing happens twice.

/** A report was sent. */
about('received', async (record, data) => {
  if (data.checked === false) await step('check-choices', () => checkChoices(record))
  const getAddress = await step('get-address', () => addressLookup.getAddress({ path: { uprn: record.homeAddress } }))
  const findTeam = await step('find-team', () => caseManagement.findTeam({ query: { ward: getAddress.ward } }))
  const openCase = await step('open-case', (key) => caseManagement.openCase({ body: { reference: record.reference, subject: record.subjectName, applicantId: record.applicantId, contact: record.applicantContact, team: findTeam.team, priority: record.rules.priority, respondWithin: record.rules.respondWithin, answers: record.answers } }, { key }))
  await step('acknowledge', (key) => notifications.sendMessage({ body: { to: record.applicantContact, name: record.applicantName, subject: texts.acknowledgementSubject({ reference: record.reference }), body: texts.acknowledgementBody({ reference: record.reference, openCaseDueAt: openCase.dueAt }), reference: record.reference } }, { key }))
  await step('announce', (key) => announce(db, 'dev.compose.report.received.v1', record.reference, key))
  if (record.rules.priority === 'urgent') await step('tell-duty', (key) => notifications.tellDuty({ body: { subject: texts.dutyUrgentSubject({ reference: record.reference }), body: texts.dutyUrgentBody({ reference: record.reference }), reference: record.reference } }, { key }))
})

/** dev.compose.case.closed.v1 has come. */
about('dev.compose.case.closed.v1', async (record) => {
  const readDecision = await step('read-decision', () => caseManagement.getCase({ path: { reference: record.reference } }))
  await step('tell-outcome', (key) => notifications.sendMessage({ body: { to: record.applicantContact, name: record.applicantName, subject: texts.outcomeSubject({ reference: record.reference }), body: texts.outcomeBody({ reference: record.reference, readDecisionOutcome: readDecision.outcome ?? '' }), reference: record.reference } }, { key }))
  await step('finish', (key) => announce(db, 'dev.compose.report.finished.v1', record.reference, key))
})

/** dev.compose.case.overdue.v1 has come. */
about('dev.compose.case.overdue.v1', async (record, data) => {
  await step('tell-duty-overdue', (key) => notifications.tellDuty({ body: { subject: texts.dutyOverdueSubject({ reference: record.reference }), body: texts.dutyOverdueBody({ reference: record.reference }), reference: record.reference } }, { key }), data.event)
  await step('mark-overdue', (key) => announce(db, 'dev.compose.report.overdue.v1', record.reference, key), data.event)
})

/** dev.compose.case.withdrawn.v1 has come. */
about('dev.compose.case.withdrawn.v1', async (record, data) => {
  await withdraw(record)
  await step('announce-cancelled', (key) => announce(db, 'dev.compose.report.cancelled.v1', record.reference, key), data.event)
})

/** dev.compose.case.question-asked.v1 has come. */
about('dev.compose.case.question-asked.v1', async (record, data) => {
  await step('tell-question', (key) => notifications.sendMessage({ body: { to: record.applicantContact, name: record.applicantName, subject: texts.questionSubject({ reference: record.reference }), body: texts.questionBody({ reference: record.reference, page: pageUrl(record.reference) }), reference: record.reference } }, { key }), data.event)
})

/** Undoes what was done about a record, last first, each once, and nothing that was not done. */
async function withdraw(record: Kept): Promise<void> {
  if (done('tell-duty')) await step('undo-tell-duty', (key) => notifications.tellDuty({ body: { subject: texts.dutyWithdrawnSubject({ reference: record.reference }), body: texts.dutyWithdrawnBody({ reference: record.reference }), reference: record.reference } }, { key }))
  if (done('acknowledge')) await step('undo-acknowledge', (key) => notifications.sendMessage({ body: { to: record.applicantContact, name: record.applicantName, subject: texts.withdrawnSubject({ reference: record.reference }), body: texts.withdrawnBody({ reference: record.reference, start: startUrl() }), reference: record.reference } }, { key }))
}

/** Somebody has ended what needed attention. Why is kept with the record: an event must not name people. */
flow('ended', async (reference, data) => {
  await step(`end-${data.id}`, (key) => announce(db, 'dev.compose.report.attention-ended.v1', reference, key))
})
