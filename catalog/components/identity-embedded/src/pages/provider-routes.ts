import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Desk } from './desk.ts'

const paths = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/jwks',
  '/auth',
  '/auth/:uid',
  '/token',
  '/session/end',
  '/session/end/confirm',
  '/session/end/success',
]

/** Hands the endpoints of OpenID Connect to oidc-provider, with their bodies unread: it parses them itself. */
export async function providerRoutes(app: FastifyInstance, desk: Pick<Desk, 'provider'>): Promise<void> {
  let callback: ReturnType<Awaited<ReturnType<Desk['provider']>>['callback']> | undefined
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      callback ??= (await desk.provider()).callback()
      reply.hijack()
      await callback(request.raw, reply.raw)
    }
    for (const url of paths) scope.route({ method: ['GET', 'POST', 'OPTIONS'], url, handler })
  })
}
