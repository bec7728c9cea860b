import type { FastifyInstance } from 'fastify'

/**
 * Security headers of pages. Forms may lead to the sign-in provider too: browsers apply `form-action` to the redirect
 * that follows a form, and a form sent after sign-in expired is redirected there.
 */
export function pageHeaders(app: FastifyInstance, issuer?: string): void {
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self'`,
    `form-action 'self'${issuer === undefined ? '' : ` ${new URL(issuer).origin}`}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ')
  app.addHook('onSend', async (request, reply) => {
    // Of what is to be kept and not shown nothing may run, whoever opens it in whatever way.
    const kept = String(reply.getHeader('content-disposition') ?? '').startsWith('attachment')
    reply.headers({
      'content-security-policy': kept ? "sandbox; default-src 'none'" : policy,
      'x-content-type-options': 'nosniff',
      // `no-referrer` would make browsers send `Origin: null` with forms, which could not be told from a forged one.
      'referrer-policy': 'same-origin',
    })
    if (!request.url.startsWith('/assets/')) reply.header('cache-control', 'no-store')
  })
}
