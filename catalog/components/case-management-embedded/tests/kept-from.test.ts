import { managePersonalData, outcomes, startComponent } from '@composed/kit/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { isNamed } from '../src/kept-from.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>({ subject: 'kim-other' })
const alex = started.client<operations>({ subject: 'alex-worker' })
const service = started.client<operations>({ subject: 'service', clientId: 'service' })
afterAll(() => started.stop())

const reason = 'It is about them.'
async function about(notHandledBy?: string) {
  const { reference } = await cases.openCase({ body: newCase({ notHandledBy }) })
  return { reference }
}
const refused = { status: 409, code: 'kept-from' }

test.each([
  ['Alex Worker', 'Alex Worker', true],
  ['Alex Worker', 'Mr ALEX  worker, of the north team', true],
  ['Zoë O’Neill', 'zoe o neill', true],
  ['Alex Worker', 'Worker, Alex; Kim Other', true],
  ['Alex Worker', 'Alex', false],
  ['Alex Worker', 'Alexander Worker', false],
  ['Alex Worker', 'the duty desk', false],
  ['…', 'Alex Worker', false],
])('%s is named in "%s": %s', (name, written, is) => {
  expect(isNamed(name, written)).toBe(is)
})

test('whoever is named when a case is opened cannot be given it, and others can', async () => {
  const path = await about('Alex WORKER from the north team')
  await expect(cases.allocateCase({ path, body: { assignee: 'alex-worker' } })).rejects.toMatchObject({
    ...refused,
    errors: [{ pointer: '/body/assignee', detail: 'is somebody from whom this case is kept' }],
  })
  expect((await cases.getCase({ path })).assignee).toBeUndefined()
  expect((await cases.allocateCase({ path, body: { assignee: 'kim-other' } })).assignee).toBe('kim-other')
})

/** Everything that changes an open case. */
const changes: Record<string, (path: { reference: string }) => Promise<unknown>> = {
  takeCase: (path) => alex.takeCase({ path }),
  allocateCase: (path) => alex.allocateCase({ path, body: { assignee: 'kim-other' } }),
  addNote: (path) => alex.addNote({ path, body: { text: 'A note.' } }),
  askQuestion: (path) => alex.askQuestion({ path, body: { question: 'Which day?' } }),
  answerQuestion: (path) => alex.answerQuestion({ path, body: { answer: 'On Monday.' } }),
  changeDueDate: (path) => alex.changeDueDate({ path, body: { dueAt: '2099-01-01T12:00:00Z', reason } }),
  changeStatus: (path) => alex.changeStatus({ path, body: { status: 'in-progress' } }),
  changeTeam: (path) => alex.changeTeam({ path, body: { team: 'south-team', reason } }),
  closeCase: (path) => alex.closeCase({ path, body: { outcome: 'Not upheld', reason } }),
  correctPriority: (path) => alex.correctPriority({ path, body: { priority: 'low', reason } }),
  keepFrom: (path) => alex.keepFrom({ path, body: { person: 'kim-other', reason } }),
  refuseCase: (path) => alex.refuseCase({ path, body: { ground: 'Too costly', reason } }),
  withdrawCase: (path) => alex.withdrawCase({ path }),
  reopenCase: (path) => alex.reopenCase({ path, body: { reason } }),
  askForReview: (path) => alex.askForReview({ path, body: { why: 'Nobody looked.' } }),
}

describe('whoever a case is kept from', () => {
  test('every change that there is is tried here', () => {
    const named = started.operations.filter(({ method, path }) => method === 'POST' && path.includes('{reference}'))
    expect(Object.keys(changes).sort()).toEqual(named.map(({ operationId }) => operationId).sort())
  })

  test.each(Object.keys(changes))(
    'is refused %s, whatever their rights are, and the case stays as it is',
    async (name) => {
      const path = await about('Alex Worker')
      const before = await cases.getCase({ path })
      await expect(changes[name]!(path)).rejects.toMatchObject(refused)
      expect(await cases.getCase({ path })).toEqual(before)
    },
  )

  test('is offered nothing, and the others are', async () => {
    const path = await about('Alex Worker')
    expect((await alex.getCase({ path })).allowed).toEqual([])
    expect((await cases.getCase({ path })).allowed).toContain('takeCase')
    expect((await service.getCase({ path })).allowed).toContain('withdrawCase')
  })
})

test('what a program does, it does for whoever sent the case', async () => {
  const path = await about('Service Alex Worker')
  expect((await service.withdrawCase({ path })).status).toBe('closed')
})

test('whoever may not see who works here reads what is about somebody, and does nothing with it', async () => {
  const path = await about('Alex Worker')
  const hidden = started.client<operations>({ subject: 'hidden-1' })
  expect(await hidden.getCase({ path })).toMatchObject({ notHandledBy: 'Alex Worker', allowed: [] })
  await expect(hidden.takeCase({ path })).rejects.toMatchObject({ status: 403, code: 'forbidden' })
  // What is about nobody is theirs like anybody's.
  expect((await hidden.takeCase({ path: await about() })).assignee).toBe('hidden-1')
})

test('a person that staff name loses the case, is named in no event, and stays away from it', async () => {
  const path = await about()
  await alex.takeCase({ path })
  const now = await cases.keepFrom({ path, body: { person: 'alex-worker', reason: 'Sample Resident means them.' } })
  expect([now.assignee, now.version]).toEqual([undefined, 3])
  await expect(alex.takeCase({ path })).rejects.toMatchObject(refused)
  // Once more changes nothing.
  expect((await cases.keepFrom({ path, body: { person: 'alex-worker', reason } })).version).toBe(3)
  const { notes } = await cases.listNotes({ path })
  expect(notes.map(({ about, text }) => [about, text])).toEqual([['kept-from', 'Sample Resident means them.']])
  const events = (await started.events()).filter(({ subject }) => subject === path.reference)
  expect(events.at(-1)).toMatchObject({ type: 'dev.compose.case.kept-from.v1', data: {} })
  expect((await cases.getHistory({ path })).entries.at(-1)).toMatchObject({
    action: 'kept-from',
    detail: 'Kept from alex-worker',
  })
})

test('somebody else keeps theirs, and nobody who does not work here is kept away', async () => {
  const path = await about()
  await cases.takeCase({ path })
  expect((await cases.keepFrom({ path, body: { person: 'alex-worker', reason } })).assignee).toBe('kim-other')
  await expect(cases.keepFrom({ path, body: { person: 'nobody-1', reason } })).rejects.toMatchObject({
    status: 400,
    errors: [{ pointer: '/body/person', detail: 'is nobody who works here' }],
  })
})

test('however the two meet, nobody has a case that is kept from them', async () => {
  const found = await Promise.all(
    Array.from({ length: 25 }, async () => {
      const path = await about()
      await outcomes([
        alex.takeCase({ path }),
        cases.keepFrom({ path, body: { person: 'alex-worker', reason } }),
        cases.allocateCase({ path, body: { assignee: 'alex-worker' } }),
        alex.closeCase({ path, body: { outcome: 'Not upheld', reason } }),
      ])
      const { assignee, allowed, status } = await cases.getCase({ path })
      // It may have been closed before it was kept from them; nothing kept it from them then.
      return status === 'closed' ? 'closed' : [assignee, allowed.length > 0, (await alex.getCase({ path })).allowed]
    }),
  )
  for (const one of found.filter((each) => each !== 'closed')) expect(one).toEqual([undefined, true, []])
})

test('whom a case is about is exported and erased with it', async () => {
  const path = await about('Alex Worker')
  expect(JSON.stringify(await managePersonalData(started, 'export', path))).toContain('Alex Worker')
  await managePersonalData(started, 'erasure', path)
  expect(await cases.getCase({ path })).not.toHaveProperty('notHandledBy')
})
