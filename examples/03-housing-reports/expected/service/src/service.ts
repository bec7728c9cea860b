import { defineComponent } from '@composed/kit'
import { begin, carryOver, flowMigration, runFlows } from '@composed/kit/flows'
import { deskPages, ownPages } from '@composed/kit/desk'
import { mountPages, sessionMigration } from '@composed/kit/pages'
import type { operations } from '../contracts/openapi.ts'
import { api } from './api.ts'
import { desk, parts } from './desk.ts'
import { own } from './own.ts'
import { pages } from './pages.ts'
import { personalData, removeRecord } from './personal-data.ts'
import { behalfMigration, contract, decidedMigration, hasRecord, recordMigration, recordsOfBefore } from './record.ts'
import { useDatabase } from './workflow.ts'

/** This service as a component: its contract, pages, flows and the events that begin them. */
export default defineComponent<operations>({
  id: 'housing-report-triage',
  contract,
  migrations: [sessionMigration, recordMigration, flowMigration, decidedMigration, behalfMigration],
  handlers: api,
  consumes: () => ({
    'dev.compose.case.closed.v1': async (event, tx) => {
      // Others that share the channel have records of their own.
      if (event.subject && (await hasRecord(tx, event.subject))) await begin(tx, event.type, event.subject, { event: event.id })
    },
    'dev.compose.case.overdue.v1': async (event, tx) => {
      // Others that share the channel have records of their own.
      if (event.subject && (await hasRecord(tx, event.subject))) await begin(tx, event.type, event.subject, { event: event.id })
    },
    'dev.compose.case.withdrawn.v1': async (event, tx) => {
      // Others that share the channel have records of their own.
      if (event.subject && (await hasRecord(tx, event.subject))) await begin(tx, event.type, event.subject, { event: event.id })
    },
    'dev.compose.case.question-asked.v1': async (event, tx) => {
      // Others that share the channel have records of their own.
      if (event.subject && (await hasRecord(tx, event.subject))) await begin(tx, event.type, event.subject, { event: event.id })
    },
    'dev.compose.case.removed.v1': async (event, tx) => {
      if (event.subject) await removeRecord(event.subject, tx)
    },
  }),
  personalData: () => personalData,
  routes: async (app, context) => {
    const all = parts(context.db)
    const staff = await deskPages(desk, all)
    const theirs = await ownPages(own, all, async ({ session }) => (session?.yours === undefined ? undefined : { reference: session.yours }))
    const mount: typeof staff.mount = (server, site) => {
      staff.mount(server, site)
      theirs(server, site)
    }
    await mountPages(app, context, pages(context), { ...staff, mount })
  },
  start: async (context) => {
    useDatabase(context.db)
    const stops = [await carryOver(context, recordsOfBefore), runFlows(context)]
    return async () => {
      for (const stop of stops.reverse()) await stop()
    }
  },
})
