import type { Transaction } from '@composed/kit'
import { demandSeen, holdCase } from './cases.ts'
import { putOnRecord } from './changes.ts'
import type { KeptFrom } from './shapes.ts'

/** Keeps a case from a person, who loses it if they have it. Doing so again changes nothing. */
export async function keepFrom(
  reference: string,
  { person, reason, version: seen }: KeptFrom,
  actor: string,
  tx: Transaction,
): Promise<void> {
  const before = await holdCase(reference, 'keepFrom', tx)
  if (before.keptFrom.includes(person)) return
  demandSeen(before, seen)
  await tx.query(
    `update cases set kept_from = array_append(kept_from, $2), assignee = case when assignee <> $2 then assignee end
     where reference = $1`,
    [reference, person],
  )
  await putOnRecord(before, { action: 'kept-from', actor, detail: `Kept from ${person}`, reason }, tx)
  await tx.publish('dev.compose.case.kept-from.v1', reference, {})
}
