import { type Principal, Problem, type Transaction } from '@composed/kit'
import { staffName } from './staff.ts'

/** From whom a case is kept: people by their accounts, and whomever its sender has named. */
export interface Kept {
  keptFrom: string[]
  notHandledBy: string | null
}

/** The words of a name, without capitals and accents. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether all of a name stands in what was written: Alex Worker in "Mr Alex WORKER, of the north team". */
export function isNamed(name: string, written: string): boolean {
  const said = new Set(wordsOf(written))
  const words = wordsOf(name)
  return words.length > 0 && words.every((word) => said.has(word))
}

/** Whether a case is kept from somebody. Their name is asked for where that decides, and only then. */
export async function isKeptFrom(
  { keptFrom, notHandledBy }: Kept,
  personId: string,
  nameOf: () => Promise<string | undefined>,
): Promise<boolean> {
  if (keptFrom.includes(personId)) return true
  if (notHandledBy === null) return false
  const name = await nameOf()
  return name !== undefined && isNamed(name, notHandledBy)
}

/** The same for whoever calls. What programs do, they do for those who sent it. */
export async function isKeptFromCaller(kept: Kept, principal: Principal, identityUrl: string): Promise<boolean> {
  if (principal.subject === principal.clientId) return false
  return isKeptFrom(kept, principal.subject, () => staffName(principal.subject, principal, identityUrl))
}

/**
 * Takes hold of a case until the transaction ends, for a change of it by whoever calls; one that is not there is for the change
 * to refuse. @throws Problem kept-from
 */
export async function demandMayHandle(
  reference: string,
  principal: Principal,
  identityUrl: string,
  tx: Transaction,
): Promise<void> {
  const [kept] = await tx.query<Kept>(
    'select kept_from as "keptFrom", not_handled_by as "notHandledBy" from cases where reference = $1 for update',
    [reference],
  )
  if (kept && (await isKeptFromCaller(kept, principal, identityUrl)))
    throw new Problem('kept-from', 'This case is kept from you: it is about you, or looks again at what you decided.')
}
