import { type Client, defineComponent, serve } from '@composed/kit'
import { mountPages, type ServicePages, sessionMigration, withHolds } from '@composed/kit/pages'
import { freshDatabase, newReference } from '@composed/kit/testing'
import type { operations } from '../../../capabilities/scheduling/contract.ts'
import { daysFromNow } from './scene.ts'

export const WORDS = 'The time you chose is no longer free. Choose another.'

/** A service with pages on which times of a bookable are picked, held and booked; at most two a year for each household. */
export async function bookingService(scheduling: Client<operations>, bookable: string) {
  const references = new Map<string, string>()
  const limit = (home: unknown) => ({ count: 2, period: 'P1Y', key: String(home) })
  const pages: ServicePages = {
    title: 'Book a time',
    noun: 'booking',
    phase: 'beta',
    start: { heading: 'Book a time', paragraphs: [], button: 'Start now' },
    questions: [
      { name: 'home', title: 'Which is your home?', kind: 'text', missing: 'Enter your home' },
      {
        name: 'appointment',
        title: 'When do you want to come?',
        kind: 'pick',
        needs: ['home'],
        missing: 'Select a time',
        lookup: async () => {
          const query = { from: daysFromNow(2), limit: 4 }
          const { slots } = await scheduling.listSlots({ path: { bookable }, query })
          return slots.map(({ slotId, startsAt }) => ({ value: slotId, text: startsAt }))
        },
        hold: async ({ home }, slotId, key) => {
          const { holdId, heldUntil } = await scheduling.holdSlot({ body: { slotId, limit: limit(home) } }, { key })
          return { id: holdId, until: heldUntil }
        },
        release: (holdId, key) => scheduling.releaseHold({ path: { holdId } }, { key }),
        gone: WORDS,
        held: 'We keep this time for you until {until}.',
      },
      { name: 'name', title: 'What is your full name?', kind: 'text', missing: 'Enter your full name' },
    ],
    declaration: [],
    submit: async (answers, _visitor, key, holds) => {
      const reference = references.get(key) ?? newReference()
      references.set(key, reference)
      const { appointment, name } = withHolds(answers, holds)
      const body = { reference, name: String(name) }
      await scheduling.confirmHold({ path: { holdId: String(appointment) }, body }, { key })
      return { reference }
    },
    confirmation: { panel: 'Booked', paragraphs: [] },
    track: { heading: 'Track', by: [], find: async () => undefined },
    staff: { scopes: [] },
    signIn: { issuer: 'http://127.0.0.1:9', clientId: 'service', clientSecret: 'none' },
  }
  const definition = defineComponent({
    id: 'booking-service',
    migrations: [sessionMigration],
    handlers: () => ({}),
    routes: (app, context) =>
      mountPages(app, context, pages, { menu: () => [], workOf: () => [], mount: () => undefined }),
  })
  const env = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000', HOLDS_PER_ADDRESS: '10000' }
  return serve(definition, { databaseUrl: await freshDatabase(), port: 0, env })
}
