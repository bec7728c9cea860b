import { addAccount, findAccountByEmail, listAccounts, setPassword } from './accounts.ts'
import { firstPassword } from './first-password.ts'
import { hashPassword } from './passwords.ts'
import type { Queries } from './queries.ts'
import type { Settings } from './settings.ts'

type Staff = Pick<Settings, 'production' | 'staff' | 'passwordCost' | 'rights'>

/**
 * Sees to it that somebody of the staff can sign in, where there is any. The first start without a staff account creates
 * one, which may everything; outside production, with no password given, its password is made up and printed once.
 * @param print writes one line for the person who starts the component
 * @throws when nobody could sign in, saying what to set
 */
export async function ensureFirstStaff(
  db: Queries,
  { production, staff, passwordCost, rights }: Staff,
  print: (line: string) => void,
): Promise<void> {
  const [first] = rights.first
  if (first === undefined) return
  const isThere = async () => (await listAccounts(db, { anyOf: rights.staff })).some(({ disabled }) => !disabled)
  if (await isThere()) {
    await replacePrintedPassword(db, staff)
    return
  }
  if (production && (staff.email === undefined || staff.passwordHash === undefined)) {
    throw new Error(
      'There is no staff account yet: set STAFF_EMAIL and STAFF_PASSWORD_HASH (from `node src/hash-password.ts`) and start again.',
    )
  }
  const email = staff.email ?? `${first.role}@localhost.example`
  const printed = staff.passwordHash === undefined && staff.password === undefined ? firstPassword() : undefined
  const created = await addAccount(db, {
    email,
    name: first.title,
    roles: [...new Set(rights.first.map(({ role }) => role))],
    passwordHash: staff.passwordHash ?? (await hashPassword(staff.password ?? printed ?? '', passwordCost)),
    passwordOrigin: printed === undefined ? 'chosen' : 'printed',
  })
  if (created === undefined) {
    // Another process may have been first, which is well; but an account that may nothing or is disabled cannot run a service.
    if (await isThere()) return
    throw new Error('STAFF_EMAIL belongs to an account that is not an active staff account: set another address.')
  }
  if (printed !== undefined) print(`First sign-in: ${created.email} with password ${printed} (shown once)`)
}

/** The way out for an account that production refuses, because it still has the password that was printed. */
async function replacePrintedPassword(db: Queries, staff: Settings['staff']): Promise<void> {
  if (staff.email === undefined || staff.passwordHash === undefined) return
  const account = await findAccountByEmail(db, staff.email)
  if (account?.passwordOrigin !== 'printed') return
  await setPassword(db, account.personId, staff.passwordHash, 'chosen')
}
