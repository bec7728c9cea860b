import formbody from '@fastify/formbody'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { Organisation } from '../organisation.ts'
import type { Render } from './render.ts'
import { styleRoutes } from './styles.ts'

/** A page that ends the way: what happened, and what the person can do. */
export class PageError extends Error {
  readonly statusCode: number
  readonly lines: string[]

  constructor(statusCode: number, heading: string, lines: string[]) {
    super(heading)
    this.name = 'PageError'
    this.statusCode = statusCode
    this.lines = lines
  }
}

interface Mounted {
  headers: Record<string, string>
  render: Render
  organisation: Organisation | undefined
}

/**
 * Mounts the pages of a component; whatever goes wrong in one is answered by a page, never with a stack.
 * `routes` are its own; their forms arrive parsed.
 */
export async function mountPartPages(
  app: FastifyInstance,
  { headers, render, organisation }: Mounted,
  routes: (scope: FastifyInstance) => void,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(formbody, { bodyLimit: 16 * 1024 })
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(headers)
    })
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      // What is refused before the hook above has run is a page, too.
      reply.headers(headers)
      const page = pageFor(error)
      // Not its message: that of a database may quote what a person sent.
      if (page.statusCode >= 500) request.log.error({ error: error.name, code: error.code }, 'a page failed')
      return sendPage(
        reply,
        page.statusCode,
        render('pages/part-message', { heading: page.message, lines: page.lines }),
      )
    })
    styleRoutes(scope, organisation)
    routes(scope)
  })
}

export function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html)
}

function pageFor(error: Error & { statusCode?: number; status?: number }): PageError {
  if (error instanceof PageError) return error
  const status = error.statusCode ?? error.status ?? 500
  if (status === 429) return new PageError(429, 'Too many tries', ['Wait a minute and try again.'])
  if (status < 500) return new PageError(status, 'Sorry, this form could not be used', ['Go back and try again.'])
  return new PageError(status, 'Sorry, there is a problem', ['Try again later.'])
}
