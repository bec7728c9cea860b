import type { FastifyInstance } from 'fastify'
import type { Configuration } from 'openid-client'
import type { Principal } from '../definition.ts'
import { tokenMatches } from './csrf.ts'
import { resumeDraft } from './drafts.ts'
import { PageProblem } from './page-problem.ts'
import type { SessionData, SignedIn } from './session-data.ts'
import type { ServicePages } from './shapes.ts'
import { form, page, type Site, type Visit } from './visit.ts'

/** The audience that makes the provider give a JWT access token with scopes. */
const RESOURCE = 'urn:compose:place'
/** Leads on to where somebody of the staff begins. */
const HOME = '/staff'
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const now = () => Math.floor(Date.now() / 1000)

/** Who is signed in, or undefined when nobody is or the access token has expired. */
export function signedIn(session: SessionData | undefined): SignedIn | undefined {
  const staff = session?.staff
  return staff !== undefined && staff.expires > now() ? staff : undefined
}

/** The principal of the session, for calls on the person's behalf. */
export function currentPrincipal(session: SessionData | undefined): Principal | undefined {
  return signedIn(session)?.principal
}

/** Sign-in path that comes back to `path` afterwards. */
export function signInPath(path: string): string {
  return `/staff/sign-in?return=${encodeURIComponent(path)}`
}

/** Only our own pages for staff, and what they fill in for others: `//elsewhere` and full addresses are not followed. */
function safeReturn(path: string | undefined): string {
  if (/^\/apply\/[0-9a-f]{16}(\/\w+)?$/.test(path ?? '')) return path!
  const own = /^(?!.*\.\.)\/staff\/(?!sign-|callback)\w[\w\-.,~%]*(\/[\w\-.,~%]+)*(\?[\w\-.,~%+=&]*)?$/
  return path !== undefined && own.test(path) ? path : HOME
}

/**
 * A sign-in that was begun: what the answer of the provider is checked against, and the page to come back to. It is made
 * of the browser's own secret and of its state alone, so nothing has to be kept for those who never come back.
 */
interface Attempt {
  state: string
  nonce: string
  verifier: string
  back: string
}

function attemptOf(visit: Visit, id: string, back: string): Attempt {
  const path = Buffer.from(back).toString('base64url')
  const secret = (purpose: string) => visit.secret(`sign-in ${purpose} ${id} ${path}`)
  return { state: `${id}.${path}.${secret('state')}`, nonce: secret('nonce'), verifier: secret('verifier'), back }
}

/** The sign-in that this browser began with the state, or undefined when it began none. */
function begun(visit: Visit, state = ''): Attempt | undefined {
  const [id, path] = state.split('.')
  if (!id || !path) return undefined
  const attempt = attemptOf(visit, id, safeReturn(Buffer.from(path, 'base64url').toString()))
  return tokenMatches(attempt.state, state) ? attempt : undefined
}

/** OpenID Connect: authorisation code with PKCE, state and nonce. */
export function signInRoutes(app: FastifyInstance, site: Site): void {
  const { configuration, library } = provider(site.pages.signIn)
  const callbackUrl = () => new URL('/staff/callback', site.url()).href

  app.get(
    '/staff/sign-in',
    page(site, async (visit) => {
      const { hostname } = new URL(`http://${visit.request.host}`)
      const home = site.url()
      // The provider sends people back to the public address. On a machine of one's own, `localhost` and `127.0.0.1`
      // are two sites with two cookies, so the sign-in begins at the one where it ends.
      if (hostname !== home.hostname && LOOPBACK.has(hostname) && LOOPBACK.has(home.hostname)) {
        return visit.go(new URL(signInPath(safeReturn(visit.query.return)), home).href)
      }
      const oidc = await library()
      const config = await configuration()
      const { state, nonce, verifier } = attemptOf(visit, oidc.randomState(), safeReturn(visit.query.return))
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: callbackUrl(),
        scope: 'openid profile',
        resource: RESOURCE,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(visit.session?.signedOut && { prompt: 'login' }),
      })
      return visit.go(url.href)
    }),
  )

  app.get(
    '/staff/callback',
    page(site, async (visit) => {
      const attempt = begun(visit, visit.query.state)
      if (attempt === undefined) {
        if (signedIn(visit.session)) return visit.go(HOME)
        throw new PageProblem(400, 'sign-in')
      }
      const oidc = await library()
      const answer = new URL(visit.request.url, site.url())
      const checks = { expectedState: attempt.state, expectedNonce: attempt.nonce, pkceCodeVerifier: attempt.verifier }
      const tokens = await oidc
        .authorizationCodeGrant(await configuration(), answer, checks, { resource: RESOURCE })
        .catch((error: unknown) => {
          // The answer to a sign-in that has already been used, as when somebody goes back to it.
          if (signedIn(visit.session)) return undefined
          throw signInProblem(error, site)
        })
      if (tokens === undefined) return visit.go(HOME)
      const principal = await site.auth.verify(tokens.access_token)
      const name = tokens.claims()?.name
      const before = visit.session?.staff?.principal.subject
      const enter = (data: SessionData) => {
        delete data.signedOut
        data.staff = {
          principal,
          name: typeof name === 'string' ? name : undefined,
          since: now(),
          expires: now() + (tokens.expiresIn() ?? 0),
        }
        resumeDraft(data, attempt.back, principal.subject)
      }
      // Another person gets another session. For the same one only the token is new: cookie and forms of other tabs stay.
      await (before === principal.subject ? visit.change(enter) : visit.renew(enter))
      return visit.go(attempt.back === HOME ? (site.menu(principal)[0]?.href ?? HOME) : attempt.back)
    }),
  )

  app.post(
    '/staff/sign-out',
    form(site, async (visit) => {
      const wasSignedIn = visit.session?.staff !== undefined
      await visit.end()
      // The next person at a shared computer must not be signed in by the provider without a password: it is told, and asks
      // whether it shall forget the person; whoever leaves there is asked for the password here.
      await visit.change((data) => {
        data.signedOut = true
      })
      // The provider knows the person by its own cookie: an ID token as hint would put a name into an address.
      const config = wasSignedIn ? await configuration().catch(() => undefined) : undefined
      if (config?.serverMetadata().end_session_endpoint === undefined) return visit.go('/')
      const oidc = await library()
      const back = new URL('/', site.url()).href
      return visit.go(oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: back }).href)
    }),
  )
}

/** The provider's metadata, fetched at the first sign-in and again after a failure; the library is loaded only then. */
function provider({ issuer, reachedAt = issuer, clientId, clientSecret }: ServicePages['signIn']) {
  const library = () => import('openid-client')
  let found: Promise<Configuration> | undefined
  const discover = async (): Promise<Configuration> => {
    const oidc = await library()
    const url = new URL(issuer)
    // A provider beside the service is reached over plain HTTP on loopback or inside a private network.
    const execute = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
    try {
      return await oidc.discovery(url, clientId, clientSecret, oidc.ClientSecretBasic(clientSecret), {
        execute,
        timeout: 10,
        // Its metadata names the addresses of browsers.
        [oidc.customFetch]: (address, init) =>
          fetch(address.replace(url.origin, new URL(reachedAt).origin), init as RequestInit),
      })
    } catch (cause) {
      found = undefined
      throw new PageProblem(503, 'service', { cause })
    }
  }
  const configuration = (): Promise<Configuration> => {
    found ??= discover()
    return found
  }
  return { library, configuration }
}

/**
 * The person or the provider ended the sign-in, or the answer is none of the provider's (400), or the provider could not be
 * reached (503).
 */
function signInProblem(cause: unknown, site: Site): PageProblem {
  const { code, name } = (cause ?? {}) as { code?: string; name?: string }
  site.log.warn({ code, kind: name }, 'sign-in was not finished')
  const refused =
    name === 'AuthorizationResponseError' || name === 'ResponseBodyError' || code === 'OAUTH_INVALID_RESPONSE'
  return refused ? new PageProblem(400, 'sign-in', { cause }) : new PageProblem(503, 'service', { cause })
}
