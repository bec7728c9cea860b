import { defineComponent, Problem } from '@composed/kit'
import type { operations } from '../../../capabilities/audit/contract.ts'
import { append } from './chain.ts'
import { keepVerifying, lastFound } from './checkpoint.ts'
import { entriesAbout } from './entries.ts'
import { appendEvent } from './from-events.ts'
import { migrations } from './schema.ts'
import { asWritten } from './trail.ts'
import { verifyChain } from './verify.ts'

/** Audit on Postgres: a chain of hashed entries that only grows. It also takes in every event of the place. */
export default defineComponent<operations>({
  id: 'audit-embedded',
  capability: 'audit',
  migrations,

  handlers: () => ({
    async appendEntry({ body, principal, tx }) {
      if (!principal) throw new Problem('unauthenticated', 'Every entry needs an access token.')
      const link = await append({ ...body, at: new Date().toISOString(), actor: principal.subject }, tx)
      return { status: 201, body: { sequence: link.sequence, hash: link.hash } }
    },
    async listEntries({ query, tx }) {
      const entries = await entriesAbout(query.reference, tx)
      const intact = (await asWritten(query.reference, entries, tx)) && (await lastFound(tx))
      return { status: 200, body: { entries, intact } }
    },
    async verifyChain({ tx }) {
      return { status: 200, body: await verifyChain(tx) }
    },
  }),

  consumes: () => ({ 'dev.compose.*': appendEvent }),
  start: async (context) => keepVerifying(context),
})
