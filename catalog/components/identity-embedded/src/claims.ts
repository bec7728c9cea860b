import type { FindAccount } from 'oidc-provider'
import { findAccount } from './accounts.ts'
import type { Queries } from './queries.ts'

/** What an id token says about a person, all under scope `openid`: every client here is one of our own. */
export const idTokenClaims = { openid: ['sub', 'name', 'email', 'email_verified', 'roles'] }

/** A disabled or erased account is no account: its sessions and codes lead nowhere. */
export function accountFinder(db: Queries): FindAccount {
  return async (_context, personId) => {
    const account = await findAccount(db, personId)
    if (account === undefined || account.disabled) return undefined
    return {
      accountId: account.personId,
      claims: async () => ({
        sub: account.personId,
        name: account.name,
        email: account.email,
        // Nobody has proved to own the address, so no reader of the token may rely on it.
        email_verified: false,
        roles: account.roles,
      }),
    }
  }
}
