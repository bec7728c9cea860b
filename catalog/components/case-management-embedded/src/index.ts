import { defineComponent, type Principal, Problem, type Transaction } from '@composed/kit'
import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import { getCase, noSuchCase, openCase } from './cases.ts'
import { allocateCase, changeStatus, takeCase } from './changes.ts'
import { closeCase, reopenCase, withdrawCase } from './closure.ts'
import { changeDueDate, changeTeam, correctPriority } from './corrections.ts'
import { historyOf } from './history.ts'
import { moveDeadlines } from './move-deadlines.ts'
import { addNote, notesOf } from './notes.ts'
import { watchOverdue } from './overdue.ts'
import { personalData, retentionDays } from './personal-data.ts'
import { answerQuestion, askQuestion } from './questions.ts'
import { countCases, listCases } from './queue.ts'
import { migrations } from './schema.ts'
import { demandStaff } from './staff.ts'
import { readTeams } from './teams.ts'

const ownTeams = new URL('../data/teams.yaml', import.meta.url)

const teamsOf = (config: Record<string, string | undefined>) => readTeams(config.TEAMS_FILE ?? ownTeams)

/** Case management on Postgres: cases, a queue, search, notes, deadlines and history. */
export default defineComponent<operations>({
  id: 'case-management-embedded',
  capability: 'case-management',
  migrations,

  handlers(context) {
    const { config } = context
    const isBankHoliday = bankHolidaysBy(config)
    const teams = teamsOf(config)
    const shown = (reference: string, tx: Transaction) => getCase(reference, teams, tx)
    /** The case as a change has left it. */
    const changed = async (change: Promise<void>, reference: string, tx: Transaction) => {
      await change
      return { status: 200 as const, body: await shown(reference, tx) }
    }
    return {
      async openCase({ body, principal, tx }) {
        return { status: 201, body: await openCase(body, actor(principal), isBankHoliday, tx) }
      },
      async listCases({ query, tx }) {
        return { status: 200, body: await listCases(query, teams, tx) }
      },
      async countCases({ query, tx }) {
        return { status: 200, body: { total: await countCases(query, tx) } }
      },
      async getCase({ path, tx }) {
        return { status: 200, body: await shown(path.reference, tx) }
      },
      async allocateCase({ path: { reference }, body, principal, tx }) {
        const by = actor(principal)
        if (principal) await demandStaff(body.assignee, principal, context.identityUrl)
        return changed(allocateCase(reference, body, by, tx), reference, tx)
      },
      async takeCase({ path: { reference }, principal, tx }) {
        return changed(takeCase(reference, actor(principal), tx), reference, tx)
      },
      async addNote({ path: { reference }, body, principal, tx }) {
        await addNote(reference, body.text, actor(principal), tx)
        return { status: 201, body: await shown(reference, tx) }
      },
      async listNotes({ path, tx }) {
        return { status: 200, body: { notes: await notesOf(path.reference, tx) } }
      },
      async changeStatus({ path: { reference }, body, principal, tx }) {
        return changed(changeStatus(reference, body, actor(principal), tx), reference, tx)
      },
      async askQuestion({ path: { reference }, body, principal, tx }) {
        return changed(askQuestion(reference, body.question, actor(principal), tx), reference, tx)
      },
      async answerQuestion({ path: { reference }, body, principal, tx }) {
        return changed(answerQuestion(reference, body.answer, actor(principal), tx), reference, tx)
      },
      async correctPriority({ path: { reference }, body, principal, tx }) {
        return changed(correctPriority(reference, body, actor(principal), tx), reference, tx)
      },
      async changeTeam({ path: { reference }, body, principal, tx }) {
        return changed(changeTeam(reference, body, actor(principal), teams, tx), reference, tx)
      },
      async changeDueDate({ path: { reference }, body, principal, tx }) {
        return changed(changeDueDate(reference, body, actor(principal), tx), reference, tx)
      },
      async closeCase({ path: { reference }, body, principal, tx }) {
        return changed(closeCase(reference, body, actor(principal), tx), reference, tx)
      },
      async withdrawCase({ path: { reference }, principal, tx }) {
        return changed(withdrawCase(reference, actor(principal), tx), reference, tx)
      },
      async reopenCase({ path: { reference }, body, principal, tx }) {
        return changed(reopenCase(reference, body, actor(principal), tx), reference, tx)
      },
      async getHistory({ path, tx }) {
        const entries = await historyOf(path.reference, tx)
        if (entries.length === 0) throw noSuchCase()
        return { status: 200, body: { entries } }
      },
      async listTeams() {
        return { status: 200, body: { teams: teams.list() } }
      },
      async findTeam({ query }) {
        return { status: 200, body: teams.find(query.ward) }
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

  personalData: ({ config }) => personalData(retentionDays(config.CASE_RETENTION_DAYS), teamsOf(config)),
})

function actor(principal: Principal | undefined): string {
  if (!principal) throw new Problem('unauthenticated', 'Every change of a case needs an access token.')
  return principal.subject
}
