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
    listCases: () => ({ query: { status: 'new', team: 'north-team', limit: 10 } }),
    getCase: opened,
    allocateCase: async () => ({ ...(await opened()), body: { assignee: 'person-1' } }),
    addNote: async () => ({ ...(await opened()), body: { text: 'The resident will send a photograph.' } }),
    changeStatus: async () => ({ ...(await opened()), body: { status: 'in-progress' } }),
    closeCase: async () => ({ ...(await opened()), body: { outcome: 'Approved', reason: 'It will be repaired.' } }),
    getHistory: opened,
    findTeam: () => ({ query: { ward: 'E05990001' } }),
  },
})
