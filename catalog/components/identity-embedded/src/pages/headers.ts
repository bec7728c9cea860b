import type { Client } from '../settings.ts'

/**
 * Headers of every page here. Chromium applies `form-action` to each redirect that follows a form: signing in posts to
 * this origin and ends at the client's, so the clients' origins have to be in the list or the browser stops there.
 */
export function pageHeaders(clients: Client[]): Record<string, string> {
  const uris = clients.flatMap((client) => [...client.redirectUris, ...client.postLogoutRedirectUris])
  const origins = [...new Set(uris.map((uri) => new URL(uri).origin))].sort()
  return {
    'content-security-policy': [
      `default-src 'none'`,
      `script-src 'self'`,
      `style-src 'self'`,
      `img-src 'self' data:`,
      ['form-action', `'self'`, ...origins].join(' '),
      `frame-ancestors 'none'`,
      `base-uri 'none'`,
    ].join(';'),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // With `no-referrer` browsers send `Origin: null` with a form, which cannot be told from a forged one.
    'referrer-policy': 'same-origin',
  }
}
