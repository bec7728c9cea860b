import { type Handlers, type Principal, Problem } from '@composed/kit'
import type { operations } from '../../../capabilities/identity/contract.ts'
import { addAccount, disableAccount, findAccount, listAccounts, restoreAccount, setPassword } from './accounts.ts'
import { firstPassword } from './first-password.ts'
import { type Cost, hashPassword } from './passwords.ts'
import { isStaff, type Rights } from './people.ts'
import type { Queries } from './queries.ts'
import { setRoles } from './rights.ts'
import { endSessions } from './sessions.ts'
import { passwordFault } from './weak-passwords.ts'

/** The operations of the contract. That the caller holds the scope that the contract names was checked by the kit. */
export function handlers(passwordCost: Cost, rights: Rights): Handlers<operations> {
  /** Gives the account a password that somebody hands over, in place of the one it has. */
  async function issue(db: Queries, personId: string): Promise<string> {
    const issued = firstPassword()
    await setPassword(db, personId, await hashPassword(issued, passwordCost), 'issued')
    return issued
  }

  return {
    async createAccount({ body, tx }) {
      refuseUnknown(rights, body.roles)
      const fault = body.password === undefined ? undefined : passwordFault(body.password, body)
      if (fault !== undefined)
        throw new Problem('invalid-request', 'The password cannot be used.', [
          { pointer: '/body/password', detail: fault },
        ])
      const issued = body.password === undefined ? firstPassword() : undefined
      const account = await addAccount(tx, {
        email: body.email,
        name: body.name,
        roles: body.roles ?? [],
        passwordHash: await hashPassword(body.password ?? issued ?? '', passwordCost),
        passwordOrigin: issued === undefined ? 'chosen' : 'issued',
      })
      if (account === undefined) throw new Problem('conflict', 'There is already an account with this email address.')
      return { status: 201, body: issued === undefined ? account : { ...account, firstPassword: issued } }
    },

    async getAccount({ path, tx }) {
      return { status: 200, body: known(await findAccount(tx, path.personId)) }
    },

    async listAccounts({ query, principal, tx }) {
      const accounts = await listAccounts(tx, managesAccounts(principal) ? query : { ...query, anyOf: rights.staff })
      return { status: 200, body: { accounts } }
    },

    async listStaff({ tx }) {
      const accounts = await listAccounts(tx, { anyOf: rights.staff })
      return {
        status: 200,
        body: { staff: accounts.map(({ personId, name, email, disabled }) => ({ personId, name, email, disabled })) },
      }
    },

    async getStaffMember({ path, tx }) {
      const { personId, name, ...account } = known(await findAccount(tx, path.personId))
      if (account.disabled || !isStaff(rights, account.roles)) throw unknown()
      return { status: 200, body: { personId, name } }
    },

    async setRoles({ path, body, principal, tx }) {
      refuseOwn(principal, path.personId, 'change the roles of')
      refuseUnknown(rights, body.roles)
      const staff = isStaff(rights, body.roles)
      const { account, wasTrusted } = known(await setRoles(tx, path.personId, body.roles, staff))
      const issued = staff && !wasTrusted ? await issue(tx, account.personId) : undefined
      await endSessions(tx, account.personId)
      return { status: 200, body: issued === undefined ? account : { ...account, firstPassword: issued } }
    },

    async issueFirstPassword({ path, principal, tx }) {
      refuseOwn(principal, path.personId, 'issue a first password for')
      const account = known(await findAccount(tx, path.personId))
      const issued = await issue(tx, account.personId)
      await endSessions(tx, account.personId)
      return { status: 200, body: { ...account, firstPassword: issued } }
    },

    async disableAccount({ path, principal, tx }) {
      refuseOwn(principal, path.personId, 'disable')
      const account = known(await disableAccount(tx, path.personId))
      await endSessions(tx, account.personId)
      return { status: 200, body: account }
    },

    async restoreAccount({ path, tx }) {
      return { status: 200, body: known(await restoreAccount(tx, path.personId)) }
    },
  }
}

function refuseUnknown(rights: Rights, roles: readonly string[] = []): void {
  const errors = roles.flatMap((role, index) =>
    rights.knows(role) ? [] : [{ pointer: `/body/roles/${index}`, detail: 'is no role of a service here' }],
  )
  if (errors.length > 0) throw new Problem('invalid-request', 'No service here has such a role.', errors)
}

function unknown(): Problem {
  return new Problem('not-found', 'There is no account with this identifier.')
}

function known<Found>(found: Found | undefined): Found {
  if (found === undefined) throw unknown()
  return found
}

/** Whoever manages accounts keeps their own as it is, so that there is always somebody who does. */
function refuseOwn(principal: Principal | undefined, personId: string, what: string): void {
  if (principal?.subject.toLowerCase() !== personId.toLowerCase()) return
  throw new Problem('conflict', `You cannot ${what} your own account. Ask somebody else who manages accounts.`)
}

function managesAccounts(principal: Principal | undefined): boolean {
  return principal?.scopes.includes('accounts:manage') ?? false
}
