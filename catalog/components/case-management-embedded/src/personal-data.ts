import { emailIn, type PersonalData, type PersonQuery, phoneIn, type Transaction } from '@composed/kit'
import { getCase } from './cases.ts'
import { historyOf, record } from './history.ts'
import { notesOf } from './notes.ts'
import type { Teams } from './teams.ts'

const erased = 'Erased'
const day = 86_400_000
const twoYears = 730

/**
 * What the component does with what it holds on a person. Erasing leaves the case without the person in it: open work
 * and the figures about closed work do not change. Closed cases go wholly after `retentionDays`.
 */
export function personalData(retentionDays: number, teams: Teams): PersonalData {
  return {
    async export(person, tx) {
      const references = await casesOf(person, tx)
      const records = []
      for (const reference of references) {
        const data = {
          ...(await getCase(reference, teams, tx)),
          notes: await notesOf(reference, tx),
          history: await historyOf(reference, tx),
        }
        records.push({ kind: 'case', data })
      }
      return records
    },

    async erase(person, tx) {
      const references = await casesOf(person, tx)
      for (const reference of references) await eraseCase(reference, tx)
      return { erased: references.length, known: references }
    },

    async sweep(now, tx) {
      const before = new Date(now.getTime() - retentionDays * day)
      const removed = await tx.query<{ reference: string }>(
        'delete from cases where closed_at < $1 returning reference',
        [before],
      )
      // What others keep for a case goes with it.
      for (const { reference } of removed) await tx.publish('dev.compose.case.removed.v1', reference, {})
      return removed.length
    },
  }
}

/** The cases that hold data on a person, not those where it was erased and nothing came after it. */
async function casesOf(person: PersonQuery, tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ reference: string }>(
    `select reference from cases
     where erased_at is null and (${emailIn("contact->>'email'")} = $1 or ${phoneIn("contact->>'phone'")} = $2
       or applicant_id = $3 or reference = $4)
     order by reference`,
    [person.email, person.phone, person.personId, person.reference],
  )
  return rows.map((row) => row.reference)
}

async function eraseCase(reference: string, tx: Transaction): Promise<void> {
  const at = new Date()
  await tx.query(
    `update cases set subject = case when subject is not null then $2 end, applicant_id = null, contact = null,
       answers = '{}', question = case when question is not null then $2 end, outcome = case when status = 'closed' then $2 end,
       reason = case when status = 'closed' then $2 end, ground = null, reply = case when reply is not null then $2 end,
       not_handled_by = null, erased_at = $3
     where reference = $1`,
    [reference, erased, at],
  )
  await tx.query('delete from note where reference = $1', [reference])
  const detail = 'The personal data was erased'
  await record(tx, reference, { at, action: 'erased', actor: 'case-management', detail })
}

/** How many days a closed case is kept: CASE_RETENTION_DAYS, two years unless given. @throws Error when it is no number of days */
export function retentionDays(given: string | undefined): number {
  const days = Number(given ?? twoYears)
  if (!Number.isInteger(days) || days < 1) {
    throw new Error('CASE_RETENTION_DAYS is not a whole number of days. Give 1 or more, or leave it out for two years.')
  }
  return days
}
