import type { Database } from '@composed/kit'
import { flow, step } from '@composed/kit/flows'
import { addressLookup, audit, caseManagement, notifications } from './clients.ts'
import { checkChoices } from './questions.ts'
import { announce, type CaseRecord, findRecord } from './record.ts'
import { priority } from './rules.ts'
import { settings } from './settings.ts'
import { wording } from './wording.ts'

let db: Database

/** Flows read records from here. Call it before they run. */
export function useDatabase(database: Database): void {
  db = database
}

async function read(reference: string): Promise<CaseRecord> {
  const record = await findRecord(db, reference)
  if (!record) throw new Error('the record is gone')
  return record
}

// One line per step of composition.yaml. A flow begins when something happened and ends soon; a step that waits for an event
// is where the next one begins. What a step answered is kept with the record: after a kill a flow goes on behind it, and a
// step that is repeated sends the same key, so nothing happens twice.

/** A report was sent. */
flow('received', async (reference, data) => {
  const record = await read(reference)
  if (data.checked === false) await step('check-choices', () => checkChoices(record))
  const prioritise = await step('prioritise', async () => priority(record))
  const getAddress = await step('get-address', () => addressLookup.getAddress({ path: { uprn: record.homeAddress } }))
  const findTeam = await step('find-team', () => caseManagement.findTeam({ query: { ward: getAddress.ward } }))
  const openCase = await step('open-case', (key) => caseManagement.openCase({ body: { reference: record.reference, subject: record.subjectName, applicantId: record.applicantId, team: findTeam.team, priority: prioritise, respondWithin: settings.respondWithin, answers: record.answers } }, { key }))
  await step('record-receipt', (key) => audit.appendEntry({ body: { action: 'received', reference: record.reference } }, { key }))
  await step('acknowledge', (key) => notifications.sendLetter({ body: { to: getAddress, name: record.applicantName, body: wording.acknowledgementBody({ reference: record.reference, dueAt: openCase.dueAt }), reference: record.reference } }, { key }))
  await step('announce', (key) => announce(db, 'dev.compose.report.received.v1', record.reference, key))
})

/** dev.compose.case.closed.v1 has come. */
flow('dev.compose.case.closed.v1', async (reference) => {
  const record = await read(reference)
  const getAddress = await step('get-address', () => addressLookup.getAddress({ path: { uprn: record.homeAddress } }))
  const readDecision = await step('read-decision', () => caseManagement.getCase({ path: { reference: record.reference } }))
  await step('tell-outcome', (key) => notifications.sendLetter({ body: { to: getAddress, name: record.applicantName, body: wording.outcomeBody({ reference: record.reference, outcome: readDecision.outcome ?? '' }), reference: record.reference } }, { key }))
  await step('record-outcome', (key) => audit.appendEntry({ body: { action: 'outcome-sent', reference: record.reference } }, { key }))
})

/** dev.compose.case.overdue.v1 has come. */
flow('dev.compose.case.overdue.v1', async (reference) => {
  const record = await read(reference)
  await step('escalate', (key) => audit.appendEntry({ body: { action: 'overdue', reference: record.reference } }, { key }))
})

/** Somebody has ended what needed attention, and said why. */
flow('ended', async (reference, data) => {
  const detail = `${data.by} ended ${data.step || 'the beginning'}: ${data.reason}`
  await step(`end-${data.id}`, (key) => audit.appendEntry({ body: { action: 'attention.ended', reference, detail } }, { key }))
})
