import { createHash } from 'node:crypto'
import { govukStyles, type Organisation, serviceStyles } from '@composed/kit/look'
import type { FastifyInstance } from 'fastify'

/** Serves the one style sheet: that of the service, without images, of which these pages have none. */
export function styleRoutes(app: FastifyInstance, organisation: Organisation | undefined): void {
  const govuk = govukStyles()
    .replaceAll(/url\(\/assets\/images\/[^)]*\)/g, 'none')
    .replaceAll(/\/\*#[^*]*\*\//g, '')
  const css = `${govuk}\n${serviceStyles(organisation)}`
  const etag = `"${createHash('sha256').update(css).digest('base64url').slice(0, 22)}"`
  app.get('/assets/identity.css', async (request, reply) => {
    reply.headers({ 'cache-control': 'public, max-age=3600', etag })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('text/css; charset=utf-8').send(css)
  })
}
