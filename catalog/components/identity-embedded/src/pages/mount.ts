import formbody from '@fastify/formbody'
import type { FastifyError, FastifyInstance } from 'fastify'
import { askForLinkRoutes } from './ask-for-link.ts'
import { type Desk, PageError, sendPage } from './desk.ts'
import { interactionRoutes } from './interaction.ts'
import { linkRoutes } from './link.ts'
import { passwordRoutes } from './password.ts'
import { styleRoutes } from './styles.ts'

/** Mounts the pages; whatever goes wrong in one is answered with a page, never with a stack. */
export async function mountPages(app: FastifyInstance, desk: Desk, headers: Record<string, string>): Promise<void> {
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
      return sendPage(reply, page.statusCode, desk.render('message', { heading: page.message, lines: page.lines }))
    })
    styleRoutes(scope, desk.settings.organisation)
    interactionRoutes(scope, desk)
    askForLinkRoutes(scope, desk)
    linkRoutes(scope, desk)
    passwordRoutes(scope, desk)
  })
}

function pageFor(error: Error & { statusCode?: number; status?: number }): PageError {
  if (error instanceof PageError) return error
  const status = error.statusCode ?? error.status ?? 500
  if (status === 429) return new PageError(429, 'Too many tries', ['Wait a minute and try again.'])
  if (status < 500) return new PageError(status, 'Sorry, this form could not be used', ['Go back and try again.'])
  return new PageError(status, 'Sorry, there is a problem', ['Try again later.'])
}
