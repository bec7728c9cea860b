import { Problem, type Transaction } from '@composed/kit'
import type { Document, Documents } from './shapes.ts'

interface Row {
  id: string
  reference: string
  kind: string
  name: string
  size: number
  addedAt: Date
}

const columns = 'id, reference, kind, name, size, added_at as "addedAt"'

/** The files of a record, the first one first. What is only held belongs to none yet. */
export async function listDocuments(reference: string, tx: Transaction): Promise<Omit<Documents, 'allowed'>> {
  const rows = await tx.query<Row & { scanned: boolean }>(
    `select ${columns}, scanned from document where reference = $1 order by added_at, id`,
    [reference],
  )
  const documents = rows.map(({ id, kind, name, size, addedAt }) => ({
    documentId: id,
    kind,
    name,
    size,
    addedAt: addedAt.toISOString(),
  }))
  return { documents, scanned: rows.every(({ scanned }) => scanned) }
}

/** A file that is kept, with its content. @throws Problem not-found */
export async function readDocument(documentId: string, tx: Transaction): Promise<Document> {
  const [row] = await tx.query<Row & { content: Buffer }>(
    `select ${columns}, content from document where id = $1 and reference is not null`,
    [documentId],
  )
  if (!row) throw new Problem('not-found', 'There is no file with this identifier. Check it.')
  const { id, reference, kind, name, addedAt, content } = row
  return {
    documentId: id,
    reference,
    kind,
    addedAt: addedAt.toISOString(),
    file: { name, content: content.toString('base64') },
  }
}
