import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { GOVUK_FOLDER, PAGES_FOLDER } from './render.ts'

// A closed list: the fonts, crown and crest that ship with govuk-frontend are for GOV.UK alone and are never served.
// Nor is the typeface asked for (browsers fetch a declared font even where a later style sheet names another one):
// service.css says what stands in its place.
const ownTypeface = (css: string) =>
  css.replace(/@font-face\{[^}]*\}/g, '').replaceAll('GDS Transport,arial,sans-serif', 'var(--service-typeface)')

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const FILES: [name: string, path: string, type: string][] = [
  ['govuk-frontend.min.css', join(GOVUK_FOLDER, 'govuk/govuk-frontend.min.css'), CSS],
  ['govuk-frontend.min.js', join(GOVUK_FOLDER, 'govuk/govuk-frontend.min.js'), SCRIPT],
  ['service.css', join(PAGES_FOLDER, 'service.css'), CSS],
  ['service.js', join(PAGES_FOLDER, 'service.js'), SCRIPT],
  ['favicon.svg', join(PAGES_FOLDER, 'favicon.svg'), 'image/svg+xml'],
]

/** Serves the style sheets, scripts and icon under /assets/, compressed once at start. */
export function assetRoutes(app: FastifyInstance): void {
  for (const [name, path, type] of FILES) {
    const shipped = readFileSync(path)
    const bytes = type === CSS ? Buffer.from(ownTypeface(shipped.toString('utf8'))) : shipped
    const zipped = gzipSync(bytes)
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    app.get(`/assets/${name}`, async (request, reply) => {
      reply.headers({ 'cache-control': 'public, max-age=3600', etag, vary: 'accept-encoding' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      reply.type(type)
      const accepts = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
      return accepts ? reply.header('content-encoding', 'gzip').send(zipped) : reply.send(bytes)
    })
  }
}
