import { randomUUID } from 'node:crypto'
import { type Context, type Database, Problem, type Transaction, watchDates } from '@composed/kit'
import type { TakenFile } from './file.ts'
import type { Settings } from './settings.ts'
import type { Upload } from './shapes.ts'

const megabyte = 1024 * 1024

/** Holds a file for some time. @throws Problem unavailable when as much is held as there is room for */
export async function hold(
  { name, bytes }: TakenFile,
  scanned: boolean,
  { holdMinutes, heldMegabytes }: Settings,
  tx: Transaction,
): Promise<Upload> {
  const [{ held } = { held: 0 }] = await tx.query<{ held: number }>(
    'select coalesce(sum(size), 0)::bigint as held from document where held_until is not null',
  )
  if (held + bytes.length > heldMegabytes * megabyte)
    throw new Problem('unavailable', 'No more files can be taken now. Try again later.')
  const [row] = await tx.query<{ id: string; until: Date }>(
    `insert into document (id, name, content, scanned, held_until)
     values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 minute') returning id, held_until as until`,
    [randomUUID(), name, bytes, scanned, holdMinutes],
  )
  return { uploadId: row!.id, name, heldUntil: row!.until.toISOString() }
}

/** Lets a file go. What is not held any more is let go already, and what is kept stays. */
export async function letGo(uploadId: string, tx: Transaction): Promise<void> {
  await tx.query('delete from document where id = $1 and held_until is not null', [uploadId])
}

const batch = 100

/** Lets go of what nobody sent in time. Any number of copies may do so at the same time. */
const dropEnded = (db: Database): Promise<number> =>
  db.transaction(async (tx) => {
    const gone = await tx.query(
      `delete from document where id in (
         select id from document where held_until <= clock_timestamp() order by held_until limit $1 for update skip locked)
       returning id`,
      [batch],
    )
    return gone.length
  })

/** Looks for what is to be let go, until the stop that it returns. */
export const watchHeld = (context: Context) =>
  watchDates(context, {
    say: dropEnded,
    batch,
    failed: 'files that are held no longer could not be let go; tried again',
  })
