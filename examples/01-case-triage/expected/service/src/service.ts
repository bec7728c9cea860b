import { defineComponent } from '@composed/kit'
import { mountPages, sessionMigration } from '@composed/kit/pages'
import { deliver, launchWorkflows, outcomeOf, stopWorkflows } from '@composed/kit/workflow'
import type { operations } from '../contracts/openapi.ts'
import { api } from './api.ts'
import { catchUp } from './cases.ts'
import { required } from './environment.ts'
import { pages } from './pages.ts'
import { personalData, removeRecord } from './personal-data.ts'
import { contract, recordMigration } from './record.ts'
import { useDatabase } from './workflow.ts'

/** This service as a component: its contract, pages, workflow and the events it hears. */
export default defineComponent<operations>({
  id: 'case-triage',
  contract,
  migrations: [sessionMigration, recordMigration],
  handlers: api,
  consumes: () => ({
    'dev.compose.case.closed.v1': async (event) => {
      // Others that share the channel have cases of their own.
      if (event.subject && (await outcomeOf(event.subject))) await deliver(event.subject, event.type, event.data ?? {}, event.id)
    },
    'dev.compose.case.removed.v1': async (event, tx) => {
      if (event.subject) await removeRecord(event.subject, tx)
    },
  }),
  personalData: () => personalData,
  routes: (app, context) => mountPages(app, context, pages(context)),
  start: async ({ db, log }) => {
    useDatabase(db)
    await launchWorkflows({ databaseUrl: required('DATABASE_URL'), name: 'case-triage', log })
    await catchUp(db)
    return stopWorkflows
  },
})
