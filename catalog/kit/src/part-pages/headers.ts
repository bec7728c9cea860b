/**
 * Headers of every page of a component. `leadTo` are the origins that a form may end at: Chromium applies `form-action` to each
 * redirect that follows a form, and stops where one leads elsewhere.
 */
export function partHeaders(leadTo: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': [
      `default-src 'none'`,
      `script-src 'self'`,
      `style-src 'self'`,
      `img-src 'self' data:`,
      ['form-action', `'self'`, ...leadTo].join(' '),
      `frame-ancestors 'none'`,
      `base-uri 'none'`,
    ].join(';'),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // With `no-referrer` browsers send `Origin: null` with a form, which cannot be told from a forged one.
    'referrer-policy': 'same-origin',
  }
}
