import { type Configuration, errors } from 'oidc-provider'
import type { Rights } from './people.ts'
import type { Queries } from './queries.ts'
import { rightsOf } from './rights.ts'
import type { Client } from './settings.ts'

/** The audience of every access token: all components of a place. */
export const place = 'urn:compose:place'

type Feature = NonNullable<NonNullable<Configuration['features']>['resourceIndicators']>

/**
 * Makes access tokens JWTs for the place, also for a client that names no `resource`.
 *
 * Only a program asks for scopes, with client credentials, and gets those listed for the client. A person's request passes
 * through the person's browser, where scopes could be added, so it asks for none: which ones the token has, the person's
 * roles say.
 */
export function placeTokens(clients: Client[]): Feature {
  const listed = new Map(clients.map((client) => [client.id, client.scopes]))
  return {
    enabled: true,
    defaultResource: async () => place,
    useGrantedResource: async () => true,
    getResourceServerInfo: async (context, resource, client) => {
      if (resource !== place) throw new errors.InvalidTarget()
      const program = isClientCredentials(context.oidc)
      const scopes = program ? (listed.get(client.clientId) ?? []) : []
      if (program) refuseUnlisted(context.oidc.requestParamScopes, scopes)
      return {
        scope: scopes.join(' '),
        audience: place,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }
    },
  }
}

/** Puts the roles of the person into the access token, and the round of sign-ins; a program's own token has neither. */
export function roleClaims(db: Queries): Configuration['extraTokenClaims'] {
  return async (_context, token) => {
    if (token.kind !== 'AccessToken') return undefined
    return { ...(await rightsOf(db, token.accountId)) }
  }
}

/**
 * The scopes of an access token. A person's are those that their roles have, at this moment, in the service of the client
 * that they signed in through. A token without any says so, instead of leaving the claim out.
 */
export function scopeClaim({ scopesOf }: Rights): NonNullable<Configuration['formats']>['customizers'] {
  return {
    jwt: (_context, token, { payload }) => {
      const roles = token.kind === 'AccessToken' && Array.isArray(payload.roles) ? payload.roles : undefined
      payload.scope = roles ? scopesOf(String(payload.client_id), roles).join(' ') : (payload.scope ?? '')
    },
  }
}

function isClientCredentials(oidc: { route: string; params?: Record<string, unknown> | undefined }): boolean {
  return oidc.route === 'token' && oidc.params?.grant_type === 'client_credentials'
}

function refuseUnlisted(requested: Set<string>, listed: string[]): void {
  const unlisted = [...requested].find((scope) => scope !== '' && !listed.includes(scope))
  if (unlisted !== undefined) throw new errors.InvalidScope('requested scope is not allowed', unlisted)
}
