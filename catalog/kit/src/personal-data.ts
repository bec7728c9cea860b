import type { Context, PersonalData, PersonQuery } from './definition.ts'
import { forgetAnswers } from './idempotency.ts'
import type { AnyHandler } from './routes.ts'

/**
 * The handlers of the shared contract `personal-data` for a component that holds any. The contract has made the email address
 * and the phone number of a body plain, and seen to it that there is something to look for.
 */
export function personalDataHandlers(held: PersonalData, { log }: Context): Record<string, AnyHandler> {
  return {
    exportPersonalData: async ({ body, tx }) => ({
      status: 200,
      body: { records: await held.export(body as PersonQuery, tx) },
    }),
    erasePersonalData: async ({ body, tx }) => {
      const person = body as PersonQuery
      const { erased, known } = await held.erase(person, tx)
      await forgetAnswers(tx, [...Object.values(person), ...known])
      log.info({ erased }, 'erased personal data')
      return { status: 200, body: { erased } }
    },
    sweepRetention: async ({ tx }) => ({ status: 200, body: { removed: await held.sweep(new Date(), tx) } }),
  }
}
