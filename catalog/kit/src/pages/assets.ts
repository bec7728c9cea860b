import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { Organisation } from '../organisation.ts'
import { GOVUK_FOLDER, govukStyles, KIT_FOLDER, serviceStyles } from './look.ts'

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const own = (name: string) => readFileSync(join(KIT_FOLDER, 'pages', name))
// A closed list: the fonts, crown and crest that ship with govuk-frontend are for GOV.UK alone and are never served.
const filesOf = (organisation: Organisation | undefined): [name: string, read: () => Buffer, type: string][] => [
  ['govuk-frontend.min.css', () => Buffer.from(govukStyles()), CSS],
  ['govuk-frontend.min.js', () => readFileSync(join(GOVUK_FOLDER, 'govuk/govuk-frontend.min.js')), SCRIPT],
  ['service.css', () => Buffer.from(serviceStyles(organisation)), CSS],
  ['service.js', () => own('service.js'), SCRIPT],
  ['favicon.svg', () => own('favicon.svg'), 'image/svg+xml'],
]

/** Serves the style sheets, scripts and icon under /assets/, compressed once at start. */
export function assetRoutes(app: FastifyInstance, organisation: Organisation | undefined): void {
  for (const [name, read, type] of filesOf(organisation)) {
    const bytes = read()
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
