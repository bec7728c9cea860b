import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { govukFolder, pagesFolder } from './render.ts'

/**
 * Serves the one style sheet: govuk-frontend without its typeface and crest, which are for GOV.UK alone, and a few
 * rules of our own.
 */
export function styleRoutes(app: FastifyInstance): void {
  const govuk = readFileSync(join(govukFolder, 'govuk/govuk-frontend.min.css'), 'utf8')
    .replaceAll(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial', 'system-ui,arial')
    .replaceAll(/url\(\/assets\/images\/[^)]*\)/g, 'none')
    .replaceAll(/\/\*#[^*]*\*\//g, '')
  const css = `${govuk}\n${readFileSync(join(pagesFolder, 'identity.css'), 'utf8')}`
  const etag = `"${createHash('sha256').update(css).digest('base64url').slice(0, 22)}"`
  app.get('/assets/identity.css', async (request, reply) => {
    reply.headers({ 'cache-control': 'public, max-age=3600', etag })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('text/css; charset=utf-8').send(css)
  })
}
