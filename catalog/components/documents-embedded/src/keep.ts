import { randomUUID } from 'node:crypto'
import { Problem, type Transaction } from '@composed/kit'
import type { TakenFile } from './file.ts'
import type { Settings } from './settings.ts'
import type { Keeping } from './shapes.ts'

/**
 * Keeps what is held with its record, under the identifier that it was held by. Asked for again, however late, it is done already.
 *
 * @throws Problem gone when it is held no longer, limit-reached
 */
export async function keep(
  { uploadId, reference, kind }: Keeping,
  { perRecord }: Settings,
  tx: Transaction,
): Promise<string> {
  await lock(reference, tx)
  const [row] = await tx.query<{ reference: string | null; late: boolean }>(
    'select reference, held_until <= clock_timestamp() as late from document where id = $1 for update',
    [uploadId],
  )
  if (row?.reference === reference) return uploadId
  if (!row || row.reference !== null || row.late) throw gone()
  await demandRoom(reference, perRecord, tx)
  await tx.query(
    'update document set held_until = null, reference = $2, kind = $3, added_at = clock_timestamp() where id = $1',
    [uploadId, reference, kind],
  )
  await said(uploadId, reference, tx)
  return uploadId
}

/** Adds a file to a record at once; what was asked for about it is there then. @throws Problem limit-reached */
export async function add(
  { name, bytes }: TakenFile,
  reference: string,
  scanned: boolean,
  { perRecord }: Settings,
  tx: Transaction,
): Promise<string> {
  await lock(reference, tx)
  await demandRoom(reference, perRecord, tx)
  const id = randomUUID()
  await tx.query(
    `insert into document (id, name, content, scanned, reference, kind, added_at)
     values ($1, $2, $3, $4, $5, 'added', clock_timestamp())`,
    [id, name, bytes, scanned, reference],
  )
  await tx.query('delete from request where reference = $1', [reference])
  await said(id, reference, tx)
  return id
}

/** Until the transaction ends, so that those who add to one record at the same time follow one another. */
async function lock(reference: string, tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [reference])
}

async function demandRoom(reference: string, most: number, tx: Transaction): Promise<void> {
  const [{ there } = { there: 0 }] = await tx.query<{ there: number }>(
    'select count(*) as there from document where reference = $1',
    [reference],
  )
  if (there >= most) throw new Problem('limit-reached', `There are ${most} files already, and there can be no more.`)
}

const said = (documentId: string, reference: string, tx: Transaction): Promise<void> =>
  tx.publish('dev.compose.document.added.v1', reference, { documentId })

function gone(): Problem {
  return new Problem('gone', 'The file is not held any more. Upload it again.')
}
