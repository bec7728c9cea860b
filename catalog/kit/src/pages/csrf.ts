import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** What only the browser with this cookie can give back, for one purpose: no other site can read or set its cookie. */
export function tiedTo(cookie: string, purpose: string): string {
  return createHmac('sha256', cookie).update(purpose).digest('base64url')
}

/** True when the token a form sent is the session's. Compared by digest, in constant time. */
export function tokenMatches(expected: string | undefined, sent: string | undefined): boolean {
  return expected !== undefined && sent !== undefined && timingSafeEqual(digest(expected), digest(sent))
}

/** True when the browser itself says that one of our own pages sent the form; not for browsers that say nothing. */
export function provenOwn(request: FastifyRequest, publicUrl: URL): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  return (site === 'same-origin' || (site === undefined && origin !== undefined)) && sameOrigin(request, publicUrl)
}

/**
 * True unless the browser says that another site sent the form. Browsers of today send Sec-Fetch-Site; older ones send
 * Origin, which is compared with the service's public address and with the address that was asked for.
 */
export function sameOrigin(request: FastifyRequest, publicUrl: URL): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.headers.origin
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === publicUrl.host || host === request.host
}
