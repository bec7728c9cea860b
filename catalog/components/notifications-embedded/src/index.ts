import { defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import { getMessage, messagesAbout } from './outbox.ts'
import { personalData, retentionDays } from './personal-data.ts'
import { migrations } from './schema.ts'
import { sendAnother, sendMessage } from './send.ts'

/** Notifications on Postgres: an outbox that staff can read. Nothing leaves the machine. */
export default defineComponent<operations>({
  id: 'notifications-embedded',
  capability: 'notifications',
  migrations,

  handlers: () => ({
    async sendMessage({ body, tx }) {
      return { status: 201, body: await sendMessage(body, tx) }
    },
    async sendAnother({ path, body, principal, tx }) {
      return { status: 201, body: await sendAnother(path.reference, body, principal?.subject ?? '', tx) }
    },
    async listMessages({ query, tx }) {
      const messages = await messagesAbout(query.reference, tx)
      return { status: 200, body: { messages, allowed: messages.length > 0 ? ['sendAnother'] : [] } }
    },
    async getMessage({ path, tx }) {
      return { status: 200, body: await getMessage(path.messageId, tx) }
    },
  }),

  personalData: ({ config }) => personalData(retentionDays(config.MESSAGE_RETENTION_DAYS)),
})
