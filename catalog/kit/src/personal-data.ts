import type { Context, PersonalData, PersonQuery } from './definition.ts'
import { forgetAnswers } from './idempotency.ts'
import { plainEmail, plainPhone } from './person.ts'
import type { AnyHandler } from './routes.ts'

/** The handlers of the shared contract `personal-data` for a component that holds any. */
export function personalDataHandlers(held: PersonalData, { log }: Context): Record<string, AnyHandler> {
  return {
    exportPersonalData: async ({ body, tx }) => ({
      status: 200,
      body: { records: await held.export(personOf(body), tx) },
    }),
    erasePersonalData: async ({ body, tx }) => {
      const person = personOf(body)
      const { erased, known } = await held.erase(person, tx)
      await forgetAnswers(tx, [...Object.values(body as PersonQuery), ...Object.values(person), ...known])
      log.info({ erased }, 'erased personal data')
      return { status: 200, body: { erased } }
    },
    sweepRetention: async ({ tx }) => ({ status: 200, body: { removed: await held.sweep(new Date(), tx) } }),
  }
}

/** The contract has checked the body: at least one member, each a text. Email address and phone number are made plain. */
function personOf(body: unknown): PersonQuery {
  const { email, phone, ...rest } = body as PersonQuery
  return {
    ...rest,
    ...(email === undefined ? {} : { email: plainEmail(email) }),
    ...(phone === undefined ? {} : { phone: plainPhone(phone) }),
  }
}
