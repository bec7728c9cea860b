import type { Auth, Principal } from './definition.ts'
import { Problem } from './problem.ts'

/** Every token is for the place as a whole; its scopes say what it may do there. */
export const audience = 'urn:compose:place'

/** What every signed-in person may do with their own record, and no program: identity gives it to all of them. */
export const ownScope = 'own:record'

/** Whether a person was signed out since the round of sign-ins that a token is of. */
export type SignedOut = (subject: string, round: number) => Promise<boolean>

const invalid = () => new Problem('unauthenticated', 'The access token is not valid or has expired: sign in again.')

/**
 * Checks tokens against the keys that identity publishes, and whether the person was signed out since. Keys are fetched when
 * first needed and again for an unknown key, from the address that this process reaches; the issuer that tokens name is the
 * address that people use.
 */
export function createAuth(issuer: () => string, reachedAt: () => string, signedOut: SignedOut): Auth {
  let checking: Promise<(token: string) => Promise<Checked>> | undefined
  return {
    verify: async (token) => {
      checking ??= checker(issuer(), reachedAt())
      const { principal, round } = await (await checking)(token)
      // A program's token is of the program itself, which nobody signs out.
      const person = principal.subject !== principal.clientId
      if (person && (await signedOut(principal.subject, round))) throw invalid()
      return principal
    },
  }
}

interface Checked {
  principal: Principal
  round: number
}

/**
 * A signature takes more of the processor than the rest of many a request, and whoever calls comes again: for this many
 * milliseconds a token counts as checked, unless it expires or new keys are seen before.
 */
const remembered = 60_000
const most = 1000

async function checker(issuer: string, reachedAt: string): Promise<(token: string) => Promise<Checked>> {
  const jose = await import('jose')
  const keys = jose.createRemoteJWKSet(new URL(`${reachedAt}/jwks`), { cooldownDuration: 1000, timeoutDuration: 3000 })
  const known = new Map<string, { checked: Checked; until: number }>()
  let kid: string | undefined
  return async (token) => {
    const before = known.get(token)
    if (before && before.until > Date.now()) return before.checked
    known.delete(token)
    try {
      const { payload, protectedHeader } = await jose.jwtVerify(token, keys, {
        issuer,
        audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
      })
      const principal = {
        subject: String(payload.sub),
        roles: Array.isArray(payload.roles) ? payload.roles.filter((role) => typeof role === 'string') : [],
        scopes: typeof payload.scope === 'string' ? payload.scope.split(' ').filter(Boolean) : [],
        clientId: typeof payload.client_id === 'string' ? payload.client_id : '',
        token,
      }
      const checked = { principal, round: typeof payload.round === 'number' ? payload.round : 0 }
      if (protectedHeader.kid !== kid) known.clear()
      kid = protectedHeader.kid
      const [oldest] = known.keys()
      if (known.size >= most && oldest) known.delete(oldest)
      known.set(token, { checked, until: Math.min(Date.now() + remembered, payload.exp! * 1000) })
      return checked
    } catch (error) {
      const faulty = error instanceof jose.errors.JOSEError && !unreachable(error)
      if (faulty) throw invalid()
      throw new Problem('unavailable', 'The identity component cannot be reached to check the access token.')
    }
  }
}

/** jose reports a late or broken key set with codes of its own; an unknown key is the token's fault. */
function unreachable(error: { code: string }): boolean {
  return error.code === 'ERR_JWKS_TIMEOUT' || error.code === 'ERR_JWKS_INVALID' || error.code === 'ERR_JOSE_GENERIC'
}

/** The caller of an operation that needs the scope; undefined when it is public. Throws Problem unauthenticated, forbidden or unavailable. */
export async function admit(
  auth: Auth,
  scope: string | undefined,
  authorization: string | undefined,
): Promise<Principal | undefined> {
  if (scope === undefined) return undefined
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!token) throw new Problem('unauthenticated', 'Send an access token: Authorization: Bearer <token>.')
  const principal = await auth.verify(token)
  if (may(principal, scope)) return principal
  throw new Problem('forbidden', `This needs the scope ${scope}.`)
}

/** Whether somebody has the scope that an operation needs; nobody has to where it needs none. */
export function may(principal: Principal, scope: string | undefined): boolean {
  return scope === undefined || principal.scopes.includes(scope)
}
