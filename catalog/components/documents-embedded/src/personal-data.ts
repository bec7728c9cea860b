import type { PersonalData } from '@composed/kit'
import { readRequest } from './ask-for.ts'
import { readDocument } from './read.ts'

const day = 86_400_000

/** What the component does with what it holds on a person, who is found by the reference of the record: their files, whole. */
export function personalData(retentionDays: number): PersonalData {
  return {
    async export({ reference }, tx) {
      if (reference === undefined) return []
      const rows = await tx.query<{ id: string }>(
        'select id from document where reference = $1 order by added_at, id',
        [reference],
      )
      const records: object[] = []
      for (const { id } of rows) records.push({ kind: 'document', data: await readDocument(id, tx) })
      const { needed, askedAt } = await readRequest(reference, tx)
      if (needed !== undefined) records.push({ kind: 'document-request', data: { reference, needed, askedAt } })
      return records
    },

    async erase({ reference }, tx) {
      const gone = await tx.query<{ id: string }>('delete from document where reference = $1 returning id', [reference])
      const asked = await tx.query('delete from request where reference = $1 returning reference', [reference])
      const erased = gone.length + asked.length
      const known = gone.map(({ id }) => id)
      return { erased, known: reference !== undefined && erased > 0 ? [reference, ...known] : known }
    },

    async sweep(now, tx) {
      const before = new Date(now.getTime() - retentionDays * day)
      const removed = await tx.query('delete from document where added_at < $1 returning id', [before])
      const asked = await tx.query('delete from request where asked_at < $1 returning reference', [before])
      return removed.length + asked.length
    },
  }
}
