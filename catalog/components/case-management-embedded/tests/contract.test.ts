import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>()
afterAll(() => started.stop())

async function opened() {
  const { reference } = await cases.openCase({ body: newCase() })
  return { path: { reference } }
}

contractConditions(started, {
  valid: {
    openCase: () => ({ body: newCase() }),
    listCases: () => ({
      query: { status: 'new', team: 'north-team', unassigned: true, search: 'resident', limit: 10 },
    }),
    countCases: () => ({ query: { priority: 'standard', overdue: false, assignee: 'person-1' } }),
    getCase: opened,
    takeCase: opened,
    keepFrom: async () => ({ ...(await opened()), body: { person: 'person-2', reason: 'It is about them.' } }),
    listNotes: opened,
    correctPriority: async () => ({
      ...(await opened()),
      body: { priority: 'high', reason: 'On the way to a school.' },
    }),
    changeTeam: async () => ({ ...(await opened()), body: { team: 'south-team', reason: 'In their area.' } }),
    changeDueDate: async () => ({ ...(await opened()), body: { dueAt: '2099-01-01T12:00:00Z', reason: 'Next year.' } }),
    reopenCase: async () => {
      const { path } = await opened()
      await cases.closeCase({ path, body: { outcome: 'Approved', reason: 'It will be repaired.' } })
      return { path, body: { reason: 'It broke again.' } }
    },
    listTeams: () => ({}),
    allocateCase: async () => ({ ...(await opened()), body: { assignee: 'person-1' } }),
    addNote: async () => ({ ...(await opened()), body: { text: 'The resident will send a photograph.' } }),
    changeStatus: async () => ({ ...(await opened()), body: { status: 'in-progress' } }),
    closeCase: async () => ({ ...(await opened()), body: { outcome: 'Approved', reason: 'It will be repaired.' } }),
    askQuestion: async () => ({ ...(await opened()), body: { question: 'Which day did you see it first?' } }),
    answerQuestion: async () => {
      const { path } = await opened()
      await cases.askQuestion({ path, body: { question: 'Which day did you see it first?' } })
      return { path, body: { answer: 'I saw it on Monday.' } }
    },
    refuseCase: async () => ({
      ...(await opened()),
      body: { ground: 'We do not hold it', reason: 'Another council.' },
    }),
    askForReview: async () => {
      const { reference } = await cases.openCase({ body: newCase({ reviewWithin: { amount: 5, unit: 'days' } }) })
      await cases.closeCase({ path: { reference }, body: { outcome: 'Approved', reason: 'It will be repaired.' } })
      return { path: { reference }, body: { why: 'Nobody looked.' } }
    },
    withdrawCase: opened,
    getHistory: opened,
    findTeam: () => ({ query: { ward: 'E05990001' } }),
  },
})
