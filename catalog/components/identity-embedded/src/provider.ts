import Provider, { type ClientMetadata, type Configuration, interactionPolicy } from 'oidc-provider'
import { adapter } from './adapter.ts'
import { accountFinder, idTokenClaims } from './claims.ts'
import { existingGrant } from './grant.ts'
import type { Keys } from './keys.ts'
import type { ProviderPages } from './pages/provider-pages.ts'
import type { Rights } from './people.ts'
import type { Queries } from './queries.ts'
import { placeTokens, roleClaims, scopeClaim } from './resource.ts'
import type { Client } from './settings.ts'

const hour = 3600
const workingDay = 10 * hour

/** The OpenID Connect provider: authorisation code with PKCE for people, client credentials for programs. */
export function createProvider(
  db: Queries,
  options: { issuer: string; clients: Client[]; rights: Rights; keys: Keys; pages: ProviderPages },
): Provider {
  const { issuer, clients, rights, keys, pages } = options
  const secure = issuer.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure } as const
  const configuration: Configuration = {
    adapter: adapter(db),
    clients: clients.map(clientMetadata),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: () => false,
    // A code is for the address that it was asked for, and whoever exchanges it says which.
    allowOmittingSingleRegisteredRedirectUri: false,
    jwks: { keys: keys.signing },
    cookies: {
      keys: [keys.cookies],
      // Browsers send cookies to every port of a host, so the names say whose they are.
      names: { session: 'identity_session', interaction: 'identity_interaction', resume: 'identity_resume' },
      long: cookie,
      short: cookie,
    },
    claims: idTokenClaims,
    scopes: ['openid', 'profile', 'email'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: placeTokens(clients),
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: pages.signOut,
        postLogoutSuccessSource: pages.signedOut,
      },
    },
    findAccount: accountFinder(db),
    extraTokenClaims: roleClaims(db),
    formats: { customizers: scopeClaim(rights) },
    loadExistingGrant: existingGrant,
    issueRefreshToken: async () => false,
    interactions: { policy: signInPolicy(), url: (_context, interaction) => `/interaction/${interaction.uid}` },
    renderError: pages.error,
    ttl: {
      // Short, because whoever steals one has it. The next one is fetched through the browser without a word, as long as
      // the person is signed in.
      AccessToken: 15 * 60,
      ClientCredentials: hour,
      IdToken: hour,
      AuthorizationCode: 60,
      Interaction: hour,
      Session: workingDay,
      Grant: workingDay,
    },
  }
  const provider = new Provider(issuer, configuration)
  addressByIssuer(provider, issuer)
  provider.use(async (context, next) => {
    context.set(pages.headers)
    await next()
  })
  return provider
}

function clientMetadata(client: Client): ClientMetadata {
  const signsIn = client.redirectUris.length > 0
  return {
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    response_types: signsIn ? ['code'] : [],
    grant_types: signsIn ? ['authorization_code', 'client_credentials'] : ['client_credentials'],
  }
}

/** The usual policy, and: a session whose account was disabled or erased asks for sign-in again. */
function signInPolicy(): interactionPolicy.Prompt[] {
  const { Check, base } = interactionPolicy
  const policy = base()
  policy.get('login')?.checks.add(
    new Check('account_gone', 'End-User authentication is required', ({ oidc }) => {
      return oidc.session?.accountId !== undefined && oidc.account === undefined
    }),
  )
  return policy
}

/** Links are built from the issuer, not from the Host header, which the sender of a request can choose. */
function addressByIssuer(provider: Provider, issuer: string): void {
  const { host, protocol } = new URL(issuer)
  provider.proxy = true
  provider.use(async (context, next) => {
    context.req.headers['x-forwarded-host'] = host
    context.req.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    await next()
  })
}
