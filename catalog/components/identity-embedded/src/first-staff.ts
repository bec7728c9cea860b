import { addAccount, findAccountByEmail, listAccounts, setPassword } from './accounts.ts'
import { firstPassword } from './first-password.ts'
import { hashPassword } from './passwords.ts'
import type { Queries } from './queries.ts'
import type { Settings } from './settings.ts'

type Staff = Pick<Settings, 'production' | 'staff' | 'passwordCost'>

/**
 * Sees to it that somebody of the staff can sign in. The first start without a staff account creates one; outside
 * production, with no password given, its password is made up and printed once.
 * @param print writes one line for the person who starts the component
 * @throws when nobody could sign in, saying what to set
 */
export async function ensureFirstStaff(
  db: Queries,
  { production, staff, passwordCost }: Staff,
  print: (line: string) => void,
): Promise<void> {
  const accounts = (await listAccounts(db, { staff: true })).filter((account) => !account.disabled)
  if (accounts.length > 0) {
    await replacePrintedPassword(db, staff)
    return
  }
  if (production && (staff.email === undefined || staff.passwordHash === undefined)) {
    throw new Error(
      'There is no staff account yet: set STAFF_EMAIL and STAFF_PASSWORD_HASH (from `node src/hash-password.ts`) and start again.',
    )
  }
  const email = staff.email ?? 'team-lead@localhost.example'
  const printed = staff.passwordHash === undefined && staff.password === undefined ? firstPassword() : undefined
  const created = await addAccount(db, {
    email,
    name: 'Team lead',
    roles: ['caseworker', 'team-lead'],
    passwordHash: staff.passwordHash ?? (await hashPassword(staff.password ?? printed ?? '', passwordCost)),
    passwordOrigin: printed === undefined ? 'chosen' : 'printed',
  })
  if (created === undefined) {
    // Another process may have been first, which is well; but a resident or disabled account cannot run a service.
    if ((await listAccounts(db, { staff: true })).some((account) => !account.disabled)) return
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
