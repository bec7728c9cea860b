import { defineComponent, type Principal, Problem } from '@composed/kit'
import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import { getCase, noSuchCase, openCase } from './cases.ts'
import { addNote, allocateCase, changeStatus, closeCase } from './changes.ts'
import { historyOf } from './history.ts'
import { moveDeadlines } from './move-deadlines.ts'
import { watchOverdue } from './overdue.ts'
import { personalData, retentionDays } from './personal-data.ts'
import { listCases } from './queue.ts'
import { migrations } from './schema.ts'
import { demandStaff } from './staff.ts'
import { readTeams } from './teams.ts'

const teams = new URL('../data/teams.yaml', import.meta.url)

/** Case management on Postgres: cases, a queue, notes, deadlines and history. */
export default defineComponent<operations>({
  id: 'case-management-embedded',
  capability: 'case-management',
  migrations,

  handlers(context) {
    const { config } = context
    const isBankHoliday = bankHolidaysBy(config)
    const findTeam = readTeams(config.TEAMS_FILE ?? teams)
    return {
      async openCase({ body, principal, tx }) {
        return { status: 201, body: await openCase(body, actor(principal), isBankHoliday, tx) }
      },
      async listCases({ query, tx }) {
        return { status: 200, body: await listCases(query, tx) }
      },
      async getCase({ path, tx }) {
        return { status: 200, body: await getCase(path.reference, tx) }
      },
      async allocateCase({ path, body, principal, tx }) {
        const by = actor(principal)
        if (principal) await demandStaff(body.assignee, principal, context.identityUrl)
        return { status: 200, body: await allocateCase(path.reference, body, by, tx) }
      },
      async addNote({ path, body, principal, tx }) {
        return { status: 201, body: await addNote(path.reference, body.text, actor(principal), tx) }
      },
      async changeStatus({ path, body, principal, tx }) {
        return { status: 200, body: await changeStatus(path.reference, body, actor(principal), tx) }
      },
      async closeCase({ path, body, principal, tx }) {
        return { status: 200, body: await closeCase(path.reference, body, actor(principal), tx) }
      },
      async getHistory({ path, tx }) {
        const entries = await historyOf(path.reference, tx)
        if (entries.length === 0) throw noSuchCase()
        return { status: 200, body: { entries } }
      },
      async findTeam({ query }) {
        return { status: 200, body: findTeam(query.ward) }
      },
    }
  },

  // Before any request: nobody sees the old date once the new calendar is in force.
  async start(context) {
    const { config, db, log } = context
    const moved = await moveDeadlines(db, bankHolidaysBy(config))
    if (moved > 0) log.info({ moved }, 'deadlines moved, because the bank holidays are others by now')
    return watchOverdue(context)
  },

  personalData: ({ config }) => personalData(retentionDays(config.CASE_RETENTION_DAYS)),
})

function actor(principal: Principal | undefined): string {
  if (!principal) throw new Problem('unauthenticated', 'Every change of a case needs an access token.')
  return principal.subject
}
