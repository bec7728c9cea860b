import { defineComponent, type Principal, Problem, type Transaction } from '@composed/kit'
import { bankHolidaysBy } from '@composed/kit/bank-holidays'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import { getCase, noSuchCase, openCase } from './cases.ts'
import { allocateCase, changeStatus, takeCase } from './changes.ts'
import { closeCase, refuseCase, reopenCase, withdrawCase } from './closure.ts'
import { changeDueDate, changeTeam, correctPriority } from './corrections.ts'
import { historyOf } from './history.ts'
import { keepFrom } from './keep-from.ts'
import { demandMayHandle } from './kept-from.ts'
import { moveDeadlines } from './move-deadlines.ts'
import { addNote, notesOf } from './notes.ts'
import { watchOverdue } from './overdue.ts'
import { personalData, retentionDays } from './personal-data.ts'
import { answerQuestion, askQuestion } from './questions.ts'
import { countCases, listCases } from './queue.ts'
import { askForReview } from './review.ts'
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
    /** The case as whoever calls may handle it. */
    const shown = (reference: string, principal: Principal | undefined, tx: Transaction) =>
      getCase(reference, teams, tx, principal && { principal, identityUrl: context.identityUrl })
    /** A change by whoever calls, unless the case is kept from them, and the case as it has left it. */
    const changed = async <S extends 200 | 201>(
      { path: { reference }, principal, tx }: Caller,
      change: (reference: string, by: string) => Promise<void>,
      status: S,
    ) => {
      const by = callerOf(principal)
      await demandMayHandle(reference, by, context.identityUrl, tx)
      await change(reference, by.subject)
      return { status, body: await shown(reference, principal, tx) }
    }
    return {
      async openCase({ body, principal, tx }) {
        return { status: 201, body: await openCase(body, callerOf(principal).subject, isBankHoliday, tx) }
      },
      async listCases({ query, tx }) {
        return { status: 200, body: await listCases(query, teams, tx) }
      },
      async countCases({ query, tx }) {
        return { status: 200, body: { total: await countCases(query, tx) } }
      },
      async getCase({ path, principal, tx }) {
        return { status: 200, body: await shown(path.reference, principal, tx) }
      },
      async allocateCase(asked) {
        const { body, principal, tx } = asked
        const name = await demandStaff(body.assignee, callerOf(principal), context.identityUrl, '/body/assignee')
        return changed(asked, (reference, by) => allocateCase(reference, body, name, by, tx), 200)
      },
      async takeCase(asked) {
        return changed(asked, (reference, by) => takeCase(reference, by, asked.tx), 200)
      },
      async keepFrom(asked) {
        const { body, principal, tx } = asked
        await demandStaff(body.person, callerOf(principal), context.identityUrl, '/body/person')
        return changed(asked, (reference, by) => keepFrom(reference, body, by, tx), 200)
      },
      async addNote(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => addNote(reference, body.text, by, tx), 201)
      },
      async listNotes({ path, tx }) {
        return { status: 200, body: { notes: await notesOf(path.reference, tx) } }
      },
      async changeStatus(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => changeStatus(reference, body, by, tx), 200)
      },
      async askQuestion(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => askQuestion(reference, body.question, by, tx), 200)
      },
      async answerQuestion(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => answerQuestion(reference, body.answer, by, tx), 200)
      },
      async correctPriority(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => correctPriority(reference, body, by, tx), 200)
      },
      async changeTeam(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => changeTeam(reference, body, by, teams, tx), 200)
      },
      async changeDueDate(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => changeDueDate(reference, body, by, tx), 200)
      },
      async closeCase(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => closeCase(reference, body, by, isBankHoliday, tx), 200)
      },
      async refuseCase(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => refuseCase(reference, body, by, isBankHoliday, tx), 200)
      },
      async askForReview(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => askForReview(reference, body.why, by, isBankHoliday, tx), 200)
      },
      async withdrawCase(asked) {
        return changed(asked, (reference, by) => withdrawCase(reference, by, asked.tx), 200)
      },
      async reopenCase(asked) {
        const { body, tx } = asked
        return changed(asked, (reference, by) => reopenCase(reference, body, by, tx), 200)
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

interface Caller {
  path: { reference: string }
  principal: Principal | undefined
  tx: Transaction
}

function callerOf(principal: Principal | undefined): Principal {
  if (!principal) throw new Problem('unauthenticated', 'Every change of a case needs an access token.')
  return principal
}
