import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import { newMessage } from './messages.ts'

const started = await startComponent(component)
const notifications = started.client<operations>()
afterAll(() => started.stop())

contractConditions(started, {
  valid: {
    sendMessage: () => ({ body: newMessage() }),
    tellDuty: () => ({ body: { subject: 'An urgent case', body: 'Sign in to read it.' } }),
    sendAnother: async () => {
      await notifications.sendMessage({ body: newMessage() })
      const body = { subject: 'A question', body: 'When can we visit?' }
      return { path: { reference: newMessage().reference }, body }
    },
    listMessages: () => ({ query: { reference: 'HDJ2-4KQ7-9XMB' } }),
    getMessage: async () => {
      const { messageId } = await notifications.sendMessage({ body: newMessage() })
      return { path: { messageId } }
    },
  },
})
