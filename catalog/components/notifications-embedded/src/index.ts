import { defineComponent } from '@composed/kit'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import { dutyEmail, tellDuty } from './duty.ts'
import { getMessage, messagesAbout } from './outbox.ts'
import { personalData, retentionDays } from './personal-data.ts'
import { migrations } from './schema.ts'
import { sendAnother, sendMessage } from './send.ts'

/** Notifications on Postgres: an outbox that staff can read. Nothing leaves the machine. */
export default defineComponent<operations>({
  id: 'notifications-embedded',
  capability: 'notifications',
  migrations,

  handlers({ config }) {
    const duty = dutyEmail(config.DUTY_EMAIL)
    return {
      async tellDuty({ body, tx }) {
        return { status: 200, body: { told: await tellDuty(body, duty, tx) } }
      },
      async sendMessage({ body, tx }) {
        return { status: 201, body: await sendMessage(body, tx) }
      },
      async sendAnother({ path, body, principal, tx }) {
        return { status: 201, body: await sendAnother(path.reference, body, principal?.subject ?? '', tx) }
      },
      async listMessages({ query, tx }) {
        const { messages, isWrittenTo } = await messagesAbout(query.reference, tx)
        return { status: 200, body: { messages, allowed: isWrittenTo ? ['sendAnother'] : [] } }
      },
      async getMessage({ path, tx }) {
        return { status: 200, body: await getMessage(path.messageId, tx) }
      },
    }
  },

  personalData: ({ config }) => personalData(retentionDays(config.MESSAGE_RETENTION_DAYS)),
})
