import { emailIn, personalDataEverywhere, type PersonalData, type PersonQuery, phoneIn, type Transaction } from '@composed/kit'
import { forgetFlows, listEndings } from '@composed/kit/flows'
import { caseManagement, personalDataParts } from './clients.ts'
import type { Submission } from './record.ts'

interface Row {
  reference: string
  fields: Submission
}

const yearsKept = 2

/** What this service holds on a person: the records they sent or that name their address or number, and what their flows keep. */
const own: PersonalData = {
  export: async (person, tx) => {
    const rows = await tx.query<Row>(`SELECT reference, fields FROM record WHERE ${matching}`, valuesOf(person))
    const records = []
    for (const row of rows) records.push({ kind: 'record', data: { ...row, ended: await listEndings(tx, row.reference) } })
    return records
  },
  erase: async (person, tx) => {
    const rows = await tx.query<Row>(`DELETE FROM record WHERE ${matching} RETURNING reference`, valuesOf(person))
    const known = rows.map(({ reference }) => reference)
    if (person.reference) known.push(person.reference)
    await forgetFlows(tx, known)
    return { erased: rows.length, known }
  },
  // A record goes with what was done about it. Here go old ones about which nothing is kept, or whose going was not heard of.
  sweep: async (now, tx) => {
    const old = await tx.query<Row>('SELECT reference FROM record WHERE created_at < $1 ORDER BY created_at', [
      new Date(now.getTime() - yearsKept * 365 * 86_400_000),
    ])
    let removed = 0
    for (const { reference } of old) {
      if (await isKept(reference)) continue
      await removeRecord(reference, tx)
      removed++
    }
    return removed
  },
}

const among = (plain: (column: string) => string, columns: string[]) => `ANY (ARRAY[${columns.map(plain).join(', ')}]::text[])`
const matching = `$1::text = ${among(emailIn, ["fields->'applicantContact'->>'email'"])} OR $2::text = ${among(phoneIn, ["fields->'applicantContact'->>'phone'"])} OR applicant_id = $3::text OR reference = $4::text`
const valuesOf = (person: PersonQuery) => [person.email, person.phone, person.personId, person.reference]

/** Removes a record that nothing keeps any more, and what its flows keep. */
export async function removeRecord(reference: string, tx: Transaction): Promise<void> {
  await tx.query('DELETE FROM record WHERE reference = $1', [reference])
  await forgetFlows(tx, [reference])
}

/** Parts that have something of a record, by what they are asked with. */
const keepers: Record<string, (reference: string) => Promise<unknown>> = {
  'case-management.getCase': (reference) => caseManagement.getCase({ path: { reference } }),
}

/** Whether a part has something of a record, other than the one that `but` asks. Throws what a part that is away throws. */
export async function isKept(reference: string, but?: string): Promise<boolean> {
  for (const [name, ask] of Object.entries(keepers)) {
    if (name === but) continue
    const there = await ask(reference).then(
      () => true,
      (error) => {
        if (error.status === 404) return false
        throw error
      },
    )
    if (there) return true
  }
  return false
}

/** Export and erasure reach every part that holds personal data. */
export const personalData = personalDataEverywhere(own, personalDataParts)
