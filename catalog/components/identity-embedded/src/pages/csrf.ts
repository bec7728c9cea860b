import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface Csrf {
  /** The token for a form that does one thing; gives the browser its cookie where it has none. */
  token(request: FastifyRequest, reply: FastifyReply, purpose: string): string
  /** Whether the form came from a page that this browser got from here. */
  holds(request: FastifyRequest, purpose: string, sent: string | undefined): boolean
}

/**
 * Tokens that tie a form to the browser it was sent to and to its purpose: HMAC(cookie, purpose). Nobody without the
 * key can make one, so a cookie planted by a neighbouring host is of no use either.
 */
export function csrfTokens(key: string, issuer: string): Csrf {
  const secure = issuer.startsWith('https:')
  const name = secure ? '__Host-identity_csrf' : 'identity_csrf'
  const sign = (nonce: string, purpose: string) => createHmac('sha256', key).update(`csrf ${nonce} ${purpose}`).digest()

  return {
    token(request, reply, purpose) {
      let nonce = readCookie(request, name)
      if (nonce === undefined) {
        nonce = randomBytes(24).toString('base64url')
        reply.header('set-cookie', `${name}=${nonce}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`)
      }
      return sign(nonce, purpose).toString('base64url')
    },
    holds(request, purpose, sent) {
      const nonce = readCookie(request, name)
      if (nonce === undefined || sent === undefined || !sameOrigin(request, issuer)) return false
      const given = Buffer.from(sent, 'base64url')
      const expected = sign(nonce, purpose)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

/** The value of one of our cookies, 24 random bytes. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
  return value !== undefined && /^[\w-]{32}$/.test(value) ? value : undefined
}

/** True unless the browser says that another site sent the form. */
function sameOrigin(request: FastifyRequest, issuer: string): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return request.headers.origin === undefined || request.headers.origin === issuer
}
