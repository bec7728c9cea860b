import { type StartedComponent, startComponent } from '@composed/kit/testing'
import { addAccount } from '../src/accounts.ts'
import component from '../src/index.ts'
import { hashPassword, passwordCosts } from '../src/passwords.ts'

/** Where the tests' service lives: another origin than identity. Nothing listens there; the browser stops before it. */
export const service = {
  clientId: 'service',
  clientSecret: 'the-secret-of-the-tests',
  redirectUri: 'http://127.0.0.1:9/staff/callback',
}

/** What the tests' service brings: its own scopes, and what its people may. */
export const rights = {
  scopes: ['accounts:manage', 'accounts:read', 'audit:write', 'cases:open', 'cases:read', 'personal-data:manage'],
  people: {
    resident: { title: 'Resident', may: [] },
    caseworker: { title: 'Caseworker', may: ['accounts:read', 'cases:read'] },
    'team-lead': { title: 'Team lead', may: ['accounts:manage', 'accounts:read', 'cases:read'] },
  },
}

export const teamLead = { email: 'team-lead@example.org', password: 'correct horse battery staple' }

export type Identity = StartedComponent & { options: typeof service & { issuer: string } }

/** Identity on a fresh database, issuing its own tokens. */
export async function startIdentity(env: Record<string, string> = {}): Promise<Identity> {
  const started = await startComponent(component, {
    identityUrl: 'own',
    env: {
      SERVICE_URL: 'http://127.0.0.1:9',
      IDENTITY_CLIENT_SECRET: service.clientSecret,
      IDENTITY_RIGHTS: JSON.stringify(rights),
      STAFF_EMAIL: teamLead.email,
      STAFF_PASSWORD: teamLead.password,
      SIGN_INS_PER_MINUTE: '1000',
      PASSWORD_COST: 'light',
      ...env,
    },
  })
  return { ...started, options: { ...service, issuer: started.url } }
}

const password = 'a password for one test'

/** An account that nobody else in the test uses. */
export async function account(identity: Pick<Identity, 'db'>, email: string, roles: string[] = []) {
  const passwordHash = await hashPassword(password, passwordCosts.light)
  const given = { email, name: 'Sample Person', roles, passwordHash, passwordOrigin: 'chosen' as const }
  const added = await addAccount(identity.db, given)
  if (added === undefined) throw new Error(`There is an account for ${email} already`)
  return { ...added, password }
}
