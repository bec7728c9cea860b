import { startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>({ subject: 'person-1' })
const caseworker = await started.token({ scopes: ['cases:read', 'cases:work', 'cases:allocate'], subject: 'person-1' })
afterAll(() => started.stop())

interface Path {
  reference: string
}

async function open(given = {}): Promise<Path> {
  const body = newCase(given)
  await cases.openCase({ body })
  return { reference: body.reference }
}

const nextYear = `${new Date().getUTCFullYear() + 1}-07-01T11:00:00.000Z`
const reason = 'Sample Resident rang.'

/** Each correction, sent by somebody who saw a version, with what comes of it. */
const corrections = [
  {
    name: 'correctPriority',
    send: (path: Path, version?: number) =>
      cases.correctPriority({ path, body: { priority: 'urgent', reason, version } }),
    shown: { priority: 'urgent' },
    entry: { action: 'priority-corrected', detail: 'Priority changed from standard to urgent' },
    event: { type: 'dev.compose.case.priority-corrected.v1', data: { from: 'standard', priority: 'urgent' } },
  },
  {
    name: 'changeTeam',
    send: (path: Path, version?: number) => cases.changeTeam({ path, body: { team: 'south-team', reason, version } }),
    shown: { team: 'south-team', teamName: 'South team' },
    entry: { action: 'team-changed', detail: 'Team changed from north-team to south-team' },
    event: { type: 'dev.compose.case.team-changed.v1', data: { from: 'north-team', team: 'south-team' } },
  },
  {
    name: 'changeDueDate',
    send: (path: Path, version?: number) => cases.changeDueDate({ path, body: { dueAt: nextYear, reason, version } }),
    shown: { dueAt: nextYear },
    // Summer time in London.
    entry: {
      action: 'due-changed',
      detail: expect.stringMatching(/^Due 1 July \d{4} at 12:00 and not \d+ \w+ \d{4} at \d\d:\d\d$/),
    },
    event: { type: 'dev.compose.case.due-changed.v1', data: { dueAt: nextYear } },
  },
]

test.each(corrections)(
  '$name changes what it says, with its entry, its event and the reason as a note',
  async ({ send, shown, entry, event }) => {
    const path = await open()
    expect(await send(path, 1)).toMatchObject({ ...shown, version: 2 })
    const { entries } = await cases.getHistory({ path })
    expect(entries[1]).toEqual({ ...entry, at: entries[1]?.at, actor: 'person-1', version: 2 })
    const { notes } = await cases.listNotes({ path })
    expect(notes).toEqual([{ at: entries[1]?.at, actor: 'person-1', text: reason, about: entry.action }])
    const [, ...events] = (await started.events()).filter(({ subject }) => subject === path.reference)
    expect(events.map(({ type, data }) => ({ type, data }))).toEqual([event])
    expect(JSON.stringify([entries, events])).not.toContain('Sample')
  },
)

test.each(corrections)('$name to what is so already leaves no trace, whatever was seen', async ({ send }) => {
  const path = await open()
  const changed = await send(path)
  expect(await send(path, 1)).toEqual(changed)
  expect((await cases.getHistory({ path })).entries).toHaveLength(2)
  expect((await cases.listNotes({ path })).notes).toHaveLength(1)
})

test.each(corrections)('$name by somebody who has not seen the last change is refused', async ({ send }) => {
  const path = await open()
  const before = await cases.allocateCase({ path, body: { assignee: 'person-1' } }, { token: caseworker })
  await expect(send(path, 1)).rejects.toMatchObject({ status: 409, code: 'conflict' })
  expect(await cases.getCase({ path })).toEqual(before)
  expect((await cases.listNotes({ path })).notes).toEqual([])
})

test.each(corrections)(
  '$name of a closed case is refused, and it does not say that it may be',
  async ({ name, send }) => {
    const path = await open()
    expect((await cases.getCase({ path })).allowed).toContain(name)
    const closed = await cases.closeCase({ path, body: { outcome: 'Approved', reason: 'Right.' } })
    expect(closed.allowed).toEqual(['reopenCase'])
    await expect(send(path)).rejects.toMatchObject({
      status: 409,
      code: 'conflict',
      detail: 'This case is closed and cannot change. Open it again first.',
    })
    expect(await cases.getCase({ path })).toEqual(closed)
  },
)

test('of corrections at the same time by people who saw the same case one is made', async () => {
  const path = await open()
  const tries = await Promise.allSettled(corrections.map(({ send }) => send(path, 1)))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await cases.getCase({ path })).version).toBe(2)
})

test('what a case did not have is set', async () => {
  const path = await open({ team: undefined, priority: undefined })
  await cases.correctPriority({ path, body: { priority: 'low', reason } })
  await cases.changeTeam({ path, body: { team: 'central-team', reason } })
  const { entries } = await cases.getHistory({ path })
  expect(entries.map(({ detail }) => detail)).toEqual(['Opened', 'Priority set to low', 'Team set to central-team'])
  expect(await cases.getCase({ path })).toMatchObject({ priority: 'low', teamName: 'Central team' })
})

test('a case that is passed to another team is nobody’s there', async () => {
  const path = await open()
  await cases.takeCase({ path }, { token: caseworker })
  const passed = await cases.changeTeam({ path, body: { team: 'south-team', reason } })
  expect(passed).not.toHaveProperty('assignee')
  expect(passed.allowed).toContain('takeCase')
})

test('a case is passed only to a team that there is, and each of those that are listed is one', async () => {
  const path = await open()
  await expect(cases.changeTeam({ path, body: { team: 'no-such-team', reason } })).rejects.toMatchObject({
    status: 400,
    code: 'invalid-request',
  })
  const { teams } = await cases.listTeams({})
  expect(teams).toEqual([
    { team: 'central-team', name: 'Central team' },
    { team: 'north-team', name: 'North team' },
    { team: 'south-team', name: 'South team' },
  ])
  for (const { team, name } of teams)
    expect(await cases.changeTeam({ path, body: { team, reason } })).toMatchObject({ team, teamName: name })
})

test.each([
  ['a moment that is over', () => new Date(Date.now() - 1000).toISOString()],
  ['now', () => new Date().toISOString()],
  ['long ago', () => '0001-01-01T00:00:00Z'],
  ['a second that no clock here has', () => '2098-12-31T23:59:60Z'],
  ['no moment', () => 'tomorrow'],
  ['a day', () => '2099-01-01'],
])('a case is not due at %s', async (_name, moment) => {
  const path = await open()
  const before = await cases.getCase({ path })
  await expect(cases.changeDueDate({ path, body: { dueAt: moment(), reason } })).rejects.toMatchObject({
    status: 400,
    code: 'invalid-request',
  })
  expect(await cases.getCase({ path })).toEqual(before)
})

test('a moment is the same however it is written, to the thousandth of a second', async () => {
  const path = await open()
  const body = { dueAt: '2098-07-01T12:00:00.123999+01:00', reason }
  expect(await cases.changeDueDate({ path, body })).toMatchObject({ dueAt: '2098-07-01T11:00:00.123Z', version: 2 })
  const same = { dueAt: '2098-07-01T11:00:00.123Z', reason }
  expect(await cases.changeDueDate({ path, body: same })).toMatchObject({ version: 2 })
})

test.each(['', ' \u200b\n', '\u3164'])('a reason of which nothing can be seen is none: %j', async (nothing) => {
  const path = await open()
  const body = { priority: 'low' as const, reason: nothing }
  await expect(cases.correctPriority({ path, body })).rejects.toMatchObject({ status: 400, code: 'invalid-request' })
})
