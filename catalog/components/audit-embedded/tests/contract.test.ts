import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import component from '../src/index.ts'

const started = await startComponent(component)
afterAll(() => started.stop())

const reference = 'HDJ2-4KQ7-9XMB'

contractConditions(started, {
  valid: {
    appendEntry: () => ({ body: { action: 'case.decided', reference, detail: 'rule: applied' } }),
    listEntries: () => ({ query: { reference } }),
    verifyChain: () => ({}),
  },
})
