import { startComponent } from '@composed/kit/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
const token = await started.token({
  scopes: ['cases:read', 'cases:work', 'cases:decide', 'cases:allocate'],
  subject: 'person-1',
})
const another = await started.token({ scopes: ['cases:decide'], subject: 'person-8' })
afterAll(() => started.stop())

interface Path {
  reference: string
}

const reason = 'Asked for.'

/** Every operation that changes a case, so that it changes it. */
const changes: Record<string, (path: Path) => Promise<unknown>> = {
  addNote: (path) => cases.addNote({ path, body: { text: 'A note.' } }),
  allocateCase: (path) => cases.allocateCase({ path, body: { assignee: 'person-2' } }, { token }),
  answerQuestion: (path) => cases.answerQuestion({ path, body: { answer: 'On Monday.' } }),
  askForReview: (path) => cases.askForReview({ path, body: { why: 'Nobody looked.' } }),
  askQuestion: (path) => cases.askQuestion({ path, body: { question: 'Which day?' } }),
  changeDueDate: (path) => cases.changeDueDate({ path, body: { dueAt: '2099-01-01T12:00:00Z', reason } }),
  changeStatus: (path) => cases.changeStatus({ path, body: { status: 'waiting' } }),
  changeTeam: (path) => cases.changeTeam({ path, body: { team: 'south-team', reason } }),
  closeCase: (path) => cases.closeCase({ path, body: { outcome: 'Approved', reason } }),
  correctPriority: (path) => cases.correctPriority({ path, body: { priority: 'urgent', reason } }),
  keepFrom: (path) => cases.keepFrom({ path, body: { person: 'person-9', reason } }),
  refuseCase: (path) => cases.refuseCase({ path, body: { ground: 'Too costly', reason } }),
  reopenCase: (path) => cases.reopenCase({ path, body: { reason } }),
  takeCase: (path) => cases.takeCase({ path }, { token }),
  withdrawCase: (path) => cases.withdrawCase({ path }),
}

const states: Record<string, (path: Path) => Promise<unknown>> = {
  new: async () => {},
  'with somebody': (path) => cases.takeCase({ path }, { token }),
  waiting: (path) => cases.changeStatus({ path, body: { status: 'waiting' } }),
  closed: (path) => cases.closeCase({ path, body: { outcome: 'Approved', reason } }),
  asked: (path) => cases.askQuestion({ path, body: { question: 'Which day?' } }),
  'asked and closed': async (path) => {
    await cases.askQuestion({ path, body: { question: 'Which day?' } })
    await cases.closeCase({ path, body: { outcome: 'Approved', reason } })
  },
  refused: (path) => cases.refuseCase({ path, body: { ground: 'Too costly', reason } }),
  'to be looked at again': async (path) => {
    // Whoever answered has no part in it then.
    await cases.closeCase({ path, body: { outcome: 'Approved', reason } }, { token: another })
    await cases.askForReview({ path, body: { why: 'Nobody looked.' } })
  },
  'looked at again': async (path) => {
    await states['to be looked at again']!(path)
    await cases.closeCase({ path, body: { outcome: 'Approved', reason } })
  },
  withdrawn: (path) => cases.withdrawCase({ path }),
  'opened again': async (path) => {
    await cases.closeCase({ path, body: { outcome: 'Approved', reason } })
    await cases.reopenCase({ path, body: { reason } })
  },
}

test('every operation of the contract that changes a case is tried here', () => {
  const named = started.operations.filter(({ method, path }) => method === 'POST' && path.includes('{reference}'))
  expect(Object.keys(changes)).toEqual(named.map(({ operationId }) => operationId).sort())
})

describe.each(Object.keys(states))('a case that is %s', (state) => {
  test.each(Object.keys(changes))('takes %s when it says so, and else refuses it and stays as it is', async (name) => {
    const { reference } = await cases.openCase({
      body: newCase({ reviewWithin: { amount: 25, unit: 'working-days' } }),
    })
    const path = { reference }
    await states[state]!(path)
    const before = await cases.getCase({ path })
    if (before.allowed.includes(name)) return expect(await changes[name]!(path)).toMatchObject({ reference })
    await expect(changes[name]!(path)).rejects.toMatchObject({
      status: 409,
      code: 'conflict',
      detail: expect.stringMatching(/^(This case is|Somebody has) /),
    })
    expect(await cases.getCase({ path })).toEqual(before)
  })
})
