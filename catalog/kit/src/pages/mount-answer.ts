import formbody from '@fastify/formbody'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { BareContext } from '../keeping-nothing.ts'
import { organisationFrom } from '../organisation.ts'
import { alreadyTold } from '../presence.ts'
import { answerRoutes, type Show } from './answer-journey.ts'
import { longest } from './answers.ts'
import { assetRoutes } from './assets.ts'
import { pageHeaders } from './headers.ts'
import { pageFor, STATELESS, traceOf } from './problems.ts'
import { renderer } from './render.ts'
import type { AnswerPages } from './shapes.ts'
import { textsOfNothingKept } from './static-pages.ts'
import { unknownPage } from './unknown-page.ts'

/**
 * Adds the pages of a journey that ends in an answer to a server, in a scope of their own. It needs no migration: nothing is
 * kept, in the database, the browser or the log. Throws for a question of which something would be kept.
 *
 *     routes: (app, context) => mountAnswerPages(app, context, pages)
 */
export async function mountAnswerPages(app: FastifyInstance, context: BareContext, pages: AnswerPages): Promise<void> {
  const { title, phase, questions } = pages
  for (const { name, kind, hold } of questions)
    if (kind === 'file' || hold !== undefined)
      throw new Error(`${name}: a journey that ends in an answer keeps nothing, neither a file nor what is picked`)
  const organisation = organisationFrom(context.config)
  const render = renderer(organisation)
  const show: Show = (reply, template, data, status = 200) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(render(template, { service: title, phase, ...data }))
  const url = () => new URL(context.config.PUBLIC_URL ?? context.config.SERVICE_URL ?? context.url)
  await app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: formSize(pages) })
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      const { status, page } = pageFor(error, false)
      if (status >= 500 && !alreadyTold(error)) {
        const route = request.routeOptions.url ?? ''
        context.log.error({ requestId: request.id, route, status, ...traceOf(error) }, 'page failed')
      }
      const data = status >= 500 ? { ...STATELESS, requestId: request.id } : page
      return show(reply, 'message', data, status)
    })
    pageHeaders(scope)
    assetRoutes(scope, organisation)
    answerRoutes(scope, pages, url, show)
    for (const [path, text] of Object.entries(textsOfNothingKept(organisation)))
      scope.get(`/${path}`, async (_request, reply) => show(reply, 'text', text))
    unknownPage(scope)
  })
}

/** Bytes that all answers together may have, since each form brings them all: characters of four bytes, each written as %XX. */
const formSize = ({ questions }: AnswerPages) =>
  8 * 1024 + questions.reduce((sum, question) => sum + 12 * longest(question), 0)
