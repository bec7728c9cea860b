import { type Handlers, type Principal, Problem } from '@composed/kit'
import type { operations } from '../../../capabilities/identity/contract.ts'
import { type Account, addAccount, disableAccount, findAccount, listAccounts, setRoles } from './accounts.ts'
import { firstPassword } from './first-password.ts'
import { type Cost, hashPassword } from './passwords.ts'
import { endSessions } from './sessions.ts'

/** The operations of the contract. Whoever holds a role or scope that the contract names was checked by the kit. */
export function handlers(passwordCost: Cost): Handlers<operations> {
  return {
    async createAccount({ body, tx }) {
      const issued = body.password === undefined ? firstPassword() : undefined
      const account = await addAccount(tx, {
        email: body.email,
        name: body.name,
        roles: body.roles ?? ['resident'],
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
      const accounts = await listAccounts(tx, { ...query, staff: !managesAccounts(principal) })
      return { status: 200, body: { accounts } }
    },

    async setRoles({ path, body, tx }) {
      const account = known(await setRoles(tx, path.personId, body.roles))
      await endSessions(tx, account.personId)
      return { status: 200, body: account }
    },

    async disableAccount({ path, principal, tx }) {
      if (principal?.subject.toLowerCase() === path.personId.toLowerCase()) {
        throw new Problem('conflict', 'You cannot disable your own account. Ask another team lead.')
      }
      const account = known(await disableAccount(tx, path.personId))
      await endSessions(tx, account.personId)
      return { status: 200, body: account }
    },
  }
}

function known(account: Account | undefined): Account {
  if (account === undefined) throw new Problem('not-found', 'There is no account with this identifier.')
  return account
}

function managesAccounts(principal: Principal | undefined): boolean {
  return (
    principal !== undefined && (principal.scopes.includes('identity:manage') || principal.roles.includes('team-lead'))
  )
}
