import type { Context, PersonalData, PersonQuery } from './definition.ts'
import { forgetAnswers } from './idempotency.ts'
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
      const erased = await held.erase(person, tx)
      await forgetAnswers(tx, Object.values(person))
      log.info({ erased }, 'erased personal data')
      return { status: 200, body: { erased } }
    },
    sweepRetention: async ({ tx }) => ({ status: 200, body: { removed: await held.sweep(new Date(), tx) } }),
  }
}

/** The contract has checked the body: at least one of the three, each a text. */
function personOf(body: unknown): PersonQuery {
  return { ...(body as PersonQuery) }
}
