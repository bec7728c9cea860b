import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Organisation } from '../organisation.ts'
import { govukStyles, serviceStyles } from '../pages/look.ts'

/** Serves the one style sheet: that of the service, without images, of which the pages of components have none. */
export function styleRoutes(app: FastifyInstance, organisation: Organisation | undefined): void {
  const govuk = govukStyles()
    .replaceAll(/url\(\/assets\/images\/[^)]*\)/g, 'none')
    .replaceAll(/\/\*#[^*]*\*\//g, '')
  const css = `${govuk}\n${serviceStyles(organisation)}`
  const etag = `"${createHash('sha256').update(css).digest('base64url').slice(0, 22)}"`
  app.get('/assets/part.css', async (request, reply) => {
    reply.headers({ 'cache-control': 'public, max-age=3600', etag })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('text/css; charset=utf-8').send(css)
  })
}
