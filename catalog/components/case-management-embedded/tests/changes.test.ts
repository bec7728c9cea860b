import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import type { NewCase } from '../src/shapes.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>({ subject: 'casework-service' })
const caseworker = await started.token({
  scopes: ['cases:allocate', 'cases:work', 'cases:decide'],
  subject: 'person-1',
})
afterAll(() => started.stop())

async function open() {
  const body = newCase()
  await cases.openCase({ body })
  return { path: { reference: body.reference } }
}

const texts = async (path: { reference: string }) => (await cases.listNotes({ path })).notes.map(({ text }) => text)

/** What an open case allows that nobody has. */
const allowed = [
  'addNote',
  'allocateCase',
  'askQuestion',
  'changeDueDate',
  'changeStatus',
  'changeTeam',
  'closeCase',
  'correctPriority',
  'keepFrom',
  'refuseCase',
  'withdrawCase',
  'takeCase',
]

const closure = { outcome: 'Approved', reason: 'The pavement will be repaired.' }

test('an opened case is kept as it was given', async () => {
  const body = newCase({ applicantId: 'person-7' })
  const opened = await cases.openCase({ body })
  const found = await cases.getCase({ path: { reference: body.reference } })
  expect(opened).toEqual({
    reference: body.reference,
    status: 'new',
    priority: body.priority,
    openedAt: found.openedAt,
    dueAt: found.dueAt,
  })
  const { openedAt, dueAt } = found
  const asked = { version: 1, status: 'new', teamName: 'North team', openedAt, dueAt, overdue: false, allowed }
  expect(found).toEqual({ ...body, ...asked })
  expect((await cases.listNotes({ path: { reference: body.reference } })).notes).toEqual([])
})

test('a case of which nobody knows more is opened all the same', async () => {
  const { reference, respondWithin, answers } = newCase()
  const opened = await cases.openCase({ body: { reference, respondWithin, answers } })
  const found = await cases.getCase({ path: { reference } })
  const { openedAt, dueAt } = found
  expect(opened).toEqual({ reference, status: 'new', openedAt, dueAt })
  const asked = { version: 1, status: 'new', openedAt, dueAt, overdue: false, allowed }
  expect(found).toEqual({ reference, respondWithin, answers, ...asked })
  const { entries } = await cases.getHistory({ path: { reference } })
  expect(entries.map(({ detail }) => detail)).toEqual(['Opened'])
  const [event] = (await started.events()).filter(({ subject }) => subject === reference)
  expect(event?.data).toEqual({ dueAt })
})

test('a case without contact details has none', async () => {
  const body = newCase({ contact: undefined })
  await cases.openCase({ body })
  const found = await cases.getCase({ path: { reference: body.reference } })
  expect(found).not.toHaveProperty('contact')
})

test.each([
  ['both an address and a number', { email: 'resident@example.com', phone: '07700900123' }],
  ['none at all', {}],
  ['an address without a postcode', { address: { lines: ['1 Lantern Row'], town: 'Exampleton' } }],
])('a contact with %s is 400', async (_name, contact) => {
  const body = newCase({ contact: contact as NewCase['contact'] })
  await expect(cases.openCase({ body })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test('a reference is used once', async () => {
  const { path } = await open()
  const again = cases.openCase({ body: newCase({ ...path, subject: 'Another Resident' }) })
  await expect(again).rejects.toMatchObject({ status: 409, code: 'conflict' })
  expect((await cases.getCase({ path })).subject).toBe('Sample Resident')
  expect((await cases.getHistory({ path })).entries).toHaveLength(1)
})

test('a case is given to nobody who does not work here, and nothing is changed', async () => {
  const { path } = await open()
  const attempt = cases.allocateCase({ path, body: { assignee: 'nobody-7' } }, { token: caseworker })
  await expect(attempt).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
  expect(await cases.getCase({ path })).not.toHaveProperty('assignee')
  expect((await cases.getHistory({ path })).entries.map((entry) => entry.action)).toEqual(['opened'])
})

test('the history has every change, who made it and when, and none of what people wrote', async () => {
  const { path } = await open()
  await cases.allocateCase({ path, body: { assignee: 'person-1' } }, { token: caseworker })
  await cases.changeStatus({ path, body: { status: 'in-progress' } }, { token: caseworker })
  await cases.addNote({ path, body: { text: 'Called Sample Resident.' } }, { token: caseworker })
  await cases.changeStatus({ path, body: { status: 'waiting' } }, { token: caseworker })
  const closed = await cases.closeCase({ path, body: closure })
  const { entries } = await cases.getHistory({ path })
  expect(entries.map(({ at: _, ...entry }) => entry)).toEqual([
    { action: 'opened', actor: 'casework-service', detail: 'Opened for north-team with priority standard', version: 1 },
    { action: 'allocated', actor: 'person-1', detail: 'Given to person-1', version: 2 },
    { action: 'status-changed', actor: 'person-1', detail: 'Status changed from new to in-progress', version: 3 },
    { action: 'note-added', actor: 'person-1', detail: 'Note added' },
    { action: 'status-changed', actor: 'person-1', detail: 'Status changed from in-progress to waiting', version: 4 },
    { action: 'closed', actor: 'casework-service', detail: 'Closed', version: 5 },
  ])
  expect(entries.map((entry) => entry.at)).toEqual(entries.map((entry) => entry.at).sort())
  expect(entries.at(-1)?.at).toBe(closed.closedAt)
  expect(closed).toMatchObject({ ...closure, status: 'closed', assignee: 'person-1' })
  const { notes } = await cases.listNotes({ path })
  expect(notes).toEqual([{ at: notes[0]?.at, actor: 'person-1', text: 'Called Sample Resident.' }])
})

test('history cannot be rewritten, not even in the database', async () => {
  const { path } = await open()
  await expect(
    started.db.query('update history set actor = $2 where reference = $1', [path.reference, 'somebody']),
  ).rejects.toThrow(/written once/)
})

test('a closed case refuses every change and stays as it is', async () => {
  const { path } = await open()
  const closed = await cases.closeCase({ path, body: closure })
  const refused = { status: 409, code: 'conflict' }
  await expect(cases.closeCase({ path, body: { outcome: 'Refused', reason: 'No.' } })).rejects.toMatchObject(refused)
  await expect(cases.changeStatus({ path, body: { status: 'new' } })).rejects.toMatchObject(refused)
  await expect(cases.addNote({ path, body: { text: 'Late' } })).rejects.toMatchObject(refused)
  await expect(
    cases.allocateCase({ path, body: { assignee: 'person-2' } }, { token: caseworker }),
  ).rejects.toMatchObject(refused)
  expect(await cases.getCase({ path })).toEqual(closed)
  expect((await cases.getHistory({ path })).entries).toHaveLength(2)
})

test('a change to what is so already leaves no trace', async () => {
  const { path } = await open()
  await cases.changeStatus({ path, body: { status: 'new' } })
  await cases.allocateCase({ path, body: { assignee: 'person-1' } }, { token: caseworker })
  await cases.allocateCase({ path, body: { assignee: 'person-1' } }, { token: caseworker })
  const { entries } = await cases.getHistory({ path })
  expect(entries.map((entry) => entry.action)).toEqual(['opened', 'allocated'])
})

test('closed is not a status that changeStatus takes', async () => {
  const { path } = await open()
  const change = cases.changeStatus({ path, body: { status: 'closed' } })
  await expect(change).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test('of closures at the same time one wins, and notes at the same time are all kept', async () => {
  const { path } = await open()
  await Promise.all(Array.from({ length: 8 }, (_, i) => cases.addNote({ path, body: { text: `Note ${i}` } })))
  expect(await texts(path)).toHaveLength(8)
  const outcomes = ['Approved', 'Refused', 'Withdrawn', 'Referred']
  const closures = await Promise.allSettled(
    outcomes.map((outcome) => cases.closeCase({ path, body: { outcome, reason: 'Decided.' } })),
  )
  expect(closures.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const { entries } = await cases.getHistory({ path })
  expect(entries.filter((entry) => entry.action === 'closed')).toHaveLength(1)
})

test('every change is an event about the case, and no event names a person', async () => {
  const { path } = await open()
  const before = (await started.events()).length - 1
  await cases.allocateCase({ path, body: { assignee: 'person-1' } }, { token: caseworker })
  await cases.addNote({ path, body: { text: 'Called Sample Resident.' } })
  await cases.changeStatus({ path, body: { status: 'waiting' } })
  const closed = await cases.closeCase({ path, body: closure })
  const events = (await started.events()).slice(before)
  const { reference } = path
  expect(events.map(({ type, subject, data }) => ({ type, subject, data }))).toEqual([
    {
      type: 'dev.compose.case.opened.v1',
      subject: reference,
      data: { team: 'north-team', priority: 'standard', dueAt: closed.dueAt },
    },
    { type: 'dev.compose.case.allocated.v1', subject: reference, data: {} },
    { type: 'dev.compose.case.note-added.v1', subject: reference, data: {} },
    {
      type: 'dev.compose.case.status-changed.v1',
      subject: reference,
      data: { from: 'new', status: 'waiting' },
    },
    { type: 'dev.compose.case.closed.v1', subject: reference, data: { closedAt: closed.closedAt } },
  ])
  expect(JSON.stringify(events)).not.toMatch(/Sample|resident@|07700|person-/)
})

test('text that Postgres cannot keep is refused or made plain, and what it can is kept to the letter', async () => {
  const { path } = await open()
  await cases.addNote({ path, body: { text: 'nul \u0000\u202ein\u200bside ' } })
  expect(await texts(path)).toEqual(['nul  inside'])
  await expect(cases.addNote({ path, body: { text: 'half \ud83d' } })).rejects.toMatchObject({ status: 400 })
  const answers = { reason: 'half \ud83d' }
  await expect(cases.openCase({ body: newCase({ answers }) })).rejects.toMatchObject({ status: 400 })
  const text = `O'Brien "said" 😀 \\ Łódź\n$1; drop table cases`
  await cases.addNote({ path, body: { text } })
  expect((await texts(path)).at(-1)).toBe(text)
})

test.each([
  ['a note', { text: ' \u200b\n' }],
  ['a reason', { outcome: 'Approved', reason: '\u3164' }],
  ['an outcome', { outcome: '\u2060\u115f', reason: 'Because.' }],
])('%s of which nothing can be seen is none', async (_name, body) => {
  const { path } = await open()
  const sent =
    'text' in body ? cases.addNote({ path, body: body as { text: string } }) : cases.closeCase({ path, body })
  await expect(sent).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})

test.each([
  ['email', ' Resident@Example.COM\u200b', 'resident@example.com'],
  ['phone', '\u202a+353 (0)87 123 4567\u202c', '+353871234567'],
  ['phone', '+44 (0)7700 900-123', '07700900123'],
  [
    'address',
    { lines: [' 1 Lantern\u00a0Row '], town: 'Exampleton', postcode: 'zz991ab' },
    { lines: ['1 Lantern Row'], town: 'Exampleton', postcode: 'ZZ99 1AB' },
  ],
])(
  'a person is reached the same way however they wrote it, and a case found by its reference as copied: %s',
  async (way, written, plain) => {
    const body = newCase({ contact: { [way]: written } as NewCase['contact'] })
    await cases.openCase({ body })
    const copied = `${body.reference.toLowerCase().replaceAll('-', '\u2011')}.`
    const found = await cases.getCase({ path: { reference: copied } })
    expect(found.reference).toBe(body.reference)
    expect(found.contact).toEqual({ [way]: plain })
  },
)

const stale = { status: 409, code: 'conflict', detail: expect.stringContaining('you saw version 1, and it is at 2') }

test.each([
  [
    'allocation',
    (path: { reference: string }) =>
      cases.allocateCase({ path, body: { assignee: 'person-2', version: 1 } }, { token: caseworker }),
  ],
  ['status', (path: { reference: string }) => cases.changeStatus({ path, body: { status: 'waiting', version: 1 } })],
  ['closure', (path: { reference: string }) => cases.closeCase({ path, body: { ...closure, version: 1 } })],
])('%s by somebody who has not seen the last change is refused, and changes nothing', async (_name, change) => {
  const { path } = await open()
  await cases.allocateCase({ path, body: { assignee: 'person-1', version: 1 } }, { token: caseworker })
  const before = await cases.getCase({ path })
  await expect(change(path)).rejects.toMatchObject(stale)
  expect(await cases.getCase({ path })).toEqual(before)
  expect((await cases.getHistory({ path })).entries).toHaveLength(2)
})

test('of two who saw the same case one changes it; a note replaces nothing and is always added', async () => {
  const { path } = await open()
  const tries = await Promise.allSettled(
    ['person-1', 'person-2', 'person-3'].map((assignee) =>
      cases.allocateCase({ path, body: { assignee, version: 1 } }, { token: caseworker }),
    ),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await cases.addNote({ path, body: { text: 'A note.' } })).version).toBe(2)
  const { assignee } = await cases.getCase({ path })
  const same = await cases.allocateCase({ path, body: { assignee: assignee!, version: 1 } }, { token: caseworker })
  expect(same.version).toBe(2)
})

test('of two who take a case at once one gets it, and nobody takes it from them', async () => {
  const { path } = await open()
  const people = ['person-1', 'person-2', 'person-3', 'person-4']
  const tokens = await Promise.all(people.map((subject) => started.token({ scopes: ['cases:allocate'], subject })))
  const tries = await Promise.allSettled(tokens.map((token) => cases.takeCase({ path }, { token })))
  const taken = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(taken).toHaveLength(1)
  for (const one of tries)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ status: 409, code: 'conflict' })
  const found = await cases.getCase({ path })
  expect(found).toEqual(taken[0])
  expect(people).toContain(found.assignee)
  expect(found.allowed).not.toContain('takeCase')
  expect((await cases.getHistory({ path })).entries).toMatchObject([
    { action: 'opened' },
    { action: 'allocated', actor: found.assignee, detail: `Given to ${found.assignee}`, version: 2 },
  ])
  const events = (await started.events()).filter(({ subject }) => subject === path.reference)
  expect(events.map(({ type }) => type)).toEqual(['dev.compose.case.opened.v1', 'dev.compose.case.allocated.v1'])
})
