import { findText, managePersonalData, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { retentionDays } from '../src/personal-data.ts'
import type { NewCase } from '../src/shapes.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component, { env: { CASE_RETENTION_DAYS: '30' } })
const cases = started.client<operations>()
afterAll(() => started.stop())

const manage = (operation: Parameters<typeof managePersonalData>[1], body: object) =>
  managePersonalData(started, operation, body)

test('an export has all that is held on the person, and nobody else', async () => {
  const body = newCase({ contact: { email: 'Export.Me@example.com' }, applicantId: 'export-1' })
  const { reference } = await cases.openCase({ body })
  await cases.openCase({ body: newCase({ contact: { email: 'other@example.com' } }) })
  await cases.addNote({ path: { reference }, body: { text: 'A note.' } })
  for (const person of [{ email: 'export.me@EXAMPLE.com' }, { personId: 'export-1' }, { reference }]) {
    const { records } = await manage('export', person)
    expect(records).toMatchObject([
      {
        kind: 'case',
        data: {
          ...body,
          contact: { email: 'export.me@example.com' },
          notes: [{ text: 'A note.' }],
          history: [{ action: 'opened' }, { action: 'note-added' }],
        },
      },
    ])
  }
})

test('erasing takes the person out of open and closed cases, and leaves the work', async () => {
  const contact = { email: 'erase.me@example.com' }
  const { reference: open, dueAt } = await cases.openCase({ body: newCase({ contact }) })
  const { reference: closed } = await cases.openCase({ body: newCase({ contact }) })
  await cases.addNote({ path: { reference: open }, body: { text: 'Called Sample Resident.' } })
  const decision = { outcome: 'Approved', reason: 'Sample Resident was right.' }
  await cases.closeCase({ path: { reference: closed }, body: decision })

  expect(await manage('erasure', contact)).toEqual({ erased: 2 })

  const left = [
    await cases.getCase({ path: { reference: open } }),
    await cases.getCase({ path: { reference: closed } }),
  ]
  expect(left[0]).toMatchObject({ status: 'new', team: 'north-team', dueAt, subject: 'Erased', answers: {} })
  expect((await cases.listNotes({ path: { reference: open } })).notes).toEqual([])
  expect(left[1]).toMatchObject({ status: 'closed', outcome: 'Erased', reason: 'Erased', subject: 'Erased' })
  expect(JSON.stringify(left)).not.toMatch(/Sample|erase\.me/)
  const { entries } = await cases.getHistory({ path: { reference: closed } })
  expect(entries.map((entry) => entry.action)).toEqual(['opened', 'closed', 'erased'])
  expect(await manage('export', contact)).toEqual({ records: [] })
  expect(await manage('erasure', { reference: open })).toEqual({ erased: 0 })
  expect((await cases.closeCase({ path: { reference: open }, body: decision })).status).toBe('closed')
})

const marker = {
  name: 'Zebedee Quillfeather',
  email: 'Zebedee.Quillfeather@example.com',
  phone: '+44 7700 900987',
  address: { lines: ['Quillfeather Cottage', '1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' },
  id: 'zebedee-quillfeather-1',
}
const { email, phone, address } = marker

/** A case that names the marker person wherever there is room for text, decided twice, with everything said in stored answers. */
async function plant(contact: NewCase['contact']) {
  const answers = { reason: `${marker.name} fell`, who: marker.name }
  const of = { subject: marker.name, contact, applicantId: marker.id }
  const { reference } = await cases.openCase({ body: newCase({ ...of, answers }) })
  const path = { reference }
  await cases.addNote({ path, body: { text: `${marker.name} rang.` } })
  await cases.changeStatus({ path, body: { status: 'waiting' } })
  const reason = `${marker.name} was right.`
  await cases.correctPriority({ path, body: { priority: 'urgent', reason } })
  await cases.changeTeam({ path, body: { team: 'south-team', reason } })
  await cases.changeDueDate({ path, body: { dueAt: '2099-01-01T12:00:00Z', reason } })
  const decision = { outcome: `Grant to ${marker.name}`, reason }
  await cases.closeCase({ path, body: decision })
  await cases.reopenCase({ path, body: { reason } })
  await cases.closeCase({ path, body: decision })
  return reference
}

test.each([
  ['email address in other letters', { email }, { email: 'ZEBEDEE.quillfeather@EXAMPLE.com' }],
  ['phone number in other digits', { phone }, { phone: '07700 900 987' }],
  ['phone number in brackets', { phone: '07700 900987' }, { phone: '+44 (0)7700-900-987' }],
  ['account, of one who gave an address', { address }, { personId: marker.id }],
  ['account, of one who gave a phone number', { phone }, { personId: marker.id }],
])('nothing is left of a person anywhere in the database after an erasure by %s', async (_name, contact, person) => {
  const reference = await plant(contact)
  const texts = ['quillfeather', '7700900987', '7700 900987', '7700 900 987', '1 lantern row']
  expect(await findText(started.databaseUrl, texts)).not.toEqual([])
  expect((await manage('export', person)).records).toHaveLength(1)
  expect(await manage('erasure', person)).toEqual({ erased: 1 })
  expect(await findText(started.databaseUrl, texts)).toEqual([])
  expect((await cases.getCase({ path: { reference } })).status).toBe('closed')
  expect(await cases.listCases({ query: { search: 'quillfeather' } })).toEqual({ cases: [] })
  expect((await cases.listCases({ query: { search: reference } })).cases).toHaveLength(1)
})

test.each([
  ['an email address in capitals', { email: 'Old.Letters@Example.com' }, { email: 'old.letters@example.com' }],
  ['a number with spaces', { phone: ' +44 (0) 7700 900 555' }, { phone: '07700900555' }],
])('%s, as it was kept before it was made plain, is matched', async (_name, kept, person) => {
  const { reference } = await cases.openCase({ body: newCase() })
  await started.db.query('update cases set contact = $2 where reference = $1', [reference, kept])
  const others = await manage('export', { email: 'nobody@example.com', phone: '07700900556' })
  expect(others.records).toEqual([])
  expect((await manage('export', person)).records).toMatchObject([{ data: { reference, contact: kept } }])
  expect(await manage('erasure', person)).toEqual({ erased: 1 })
  expect(await cases.getCase({ path: { reference } })).not.toHaveProperty('contact')
})

test('what is written on a case after its erasure can be erased again', async () => {
  const { reference } = await cases.openCase({ body: newCase() })
  await manage('erasure', { reference })
  expect(await manage('erasure', { reference })).toEqual({ erased: 0 })
  await cases.addNote({ path: { reference }, body: { text: `${marker.name} rang again.` } })
  expect(await manage('erasure', { reference })).toEqual({ erased: 1 })
  await cases.closeCase({ path: { reference }, body: { outcome: marker.name, reason: marker.name } })
  expect(await manage('erasure', { reference })).toEqual({ erased: 1 })
  expect(await findText(started.databaseUrl, ['quillfeather'])).toEqual([])
})

test('a case that was opened again and one that nobody is named in are erased as well', async () => {
  const { reference, respondWithin, answers } = newCase()
  await cases.openCase({ body: { reference, respondWithin, answers } })
  const path = { reference }
  await cases.closeCase({ path, body: { outcome: 'Approved', reason: `${marker.name} was right.` } })
  await manage('erasure', { reference })
  await cases.reopenCase({ path, body: { reason: `${marker.name} rang again.` } })
  expect(await manage('erasure', { reference })).toEqual({ erased: 1 })
  expect(await findText(started.databaseUrl, ['quillfeather'])).toEqual([])
  const left = await cases.getCase({ path })
  expect(left.status).toBe('in-progress')
  expect(left).not.toHaveProperty('subject')
  expect((await cases.listNotes({ path })).notes).toEqual([])
})

test('retention removes what was closed too long ago, and nothing else', async () => {
  const references = []
  for (const age of [31, 29, undefined]) {
    const { reference } = await cases.openCase({ body: newCase() })
    references.push(reference)
    if (age === undefined) continue
    await cases.addNote({ path: { reference }, body: { text: 'A note.' } })
    await cases.closeCase({ path: { reference }, body: { outcome: 'Approved', reason: 'Right.' } })
    await started.db.query(`update cases set closed_at = now() - $2 * interval '1 day' where reference = $1`, [
      reference,
      age,
    ])
  }
  const [old = '', recent = '', open = ''] = references
  expect(await manage('retention-sweep', {})).toEqual({ removed: 1 })
  await expect(cases.getCase({ path: { reference: old } })).rejects.toMatchObject({ status: 404 })
  expect(await started.db.query('select 1 from note where reference = $1', [old])).toEqual([])
  const removals = (await started.events()).filter(({ type }) => type === 'dev.compose.case.removed.v1')
  expect(removals.map(({ subject, data }) => [subject, data])).toEqual([[old, {}]])
  expect((await cases.getCase({ path: { reference: recent } })).status).toBe('closed')
  expect((await cases.getCase({ path: { reference: open } })).status).toBe('new')
})

test('a case that is opened again while retention sweeps is removed or stays whole', async () => {
  const references = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const { reference } = await cases.openCase({ body: newCase() })
      await cases.closeCase({ path: { reference }, body: { outcome: 'Approved', reason: 'Right.' } })
      return reference
    }),
  )
  await started.db.query(`update cases set closed_at = now() - interval '31 days' where reference = any($1)`, [
    references,
  ])
  const [, ...tries] = await Promise.allSettled([
    manage('retention-sweep', {}),
    ...references.map((reference) => cases.reopenCase({ path: { reference }, body: { reason: 'Again.' } })),
  ])
  const removed = (await started.events()).filter(({ type }) => type === 'dev.compose.case.removed.v1')
  for (const [index, reference] of references.entries()) {
    const gone = removed.some(({ subject }) => subject === reference)
    const outcome = tries[index]!
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 404, code: 'not-found' })
    expect([reference, outcome.status]).toEqual([reference, gone ? 'rejected' : 'fulfilled'])
    const found = cases.getCase({ path: { reference } })
    if (gone) await expect(found).rejects.toMatchObject({ status: 404 })
    else expect((await found).status).toBe('in-progress')
  }
})

test.each(['soon', '0', '1.5', '-1', ''])('CASE_RETENTION_DAYS may not be "%s"', (given) => {
  expect(() => retentionDays(given)).toThrow(/CASE_RETENTION_DAYS/)
})
