import { contractConditions, startComponent } from '@composed/kit/testing'
import { afterAll } from 'vitest'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import component from '../src/index.ts'
import { newEmail, newLetter, newText } from './messages.ts'

const started = await startComponent(component)
const notifications = started.client<operations>()
afterAll(() => started.stop())

contractConditions(started, {
  valid: {
    sendEmail: () => ({ body: newEmail() }),
    sendText: () => ({ body: newText() }),
    sendLetter: () => ({ body: newLetter() }),
    listMessages: () => ({ query: { reference: newEmail().reference } }),
    getMessage: async () => {
      const { messageId } = await notifications.sendEmail({ body: newEmail() })
      return { path: { messageId } }
    },
  },
})
