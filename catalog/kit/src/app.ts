import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { answerErrors } from './errors.ts'
import { boundConnections, type Limits, serverOptions } from './limits.ts'
import { logLines } from './log-lines.ts'
import { Problem } from './problem.ts'
import { unrouted } from './unrouted.ts'

// What every server of the kit is, whatever it serves and wherever it keeps it.

/** A server that answers every error as a problem and logs nothing of what is sent. */
export function createApp(id: string, env: Record<string, string | undefined>, limits: Limits): FastifyInstance {
  const app = fastify({
    ...unrouted,
    logger: { level: env.LOG_LEVEL ?? 'info', base: { component: id }, stream: logLines },
    // Fastify's own lines hold addresses with their queries; observe.ts writes ours.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
    },
    // For what brings no limit of its own; operations and forms do.
    bodyLimit: 64 * 1024,
    ...serverOptions(limits),
  })
  boundConnections(app, limits)
  app.removeContentTypeParser('text/plain')
  answerErrors(app)
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    // Addresses are built from it, and one that cannot be read would fail far from here.
    const at = URL.parse(`http://${request.host}`)
    if (at?.href !== `http://${at?.host}/`) throw new Problem('invalid-request', 'The Host header cannot be read.')
  })
  app.addHook('onSend', async (_request, reply) => {
    // A connection that is kept alive after its last answer would hold up the stop.
    if (closing) reply.header('connection', 'close')
  })
  return app
}

/** Security headers, and a limit of requests per minute and address. */
export async function protect(app: FastifyInstance, limits: Limits): Promise<void> {
  // Without `upgrade-insecure-requests`, which would break pages on plain http://127.0.0.1.
  const directives = {
    defaultSrc: ["'self'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  }
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives } })
  await app.register(rateLimit, {
    max: limits.perMinute,
    timeWindow: 60_000,
    errorResponseBuilder: () => new Problem('too-many-requests', 'Wait a minute, then try again.'),
  })
  // The limit is hung on routes, and an unknown address has none.
  const unknown = app.rateLimit()
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) await unknown.call(app, request, reply)
  })
}

/** A component may read its settings, but neither the way into the database nor what npm and Node put there. */
export function settingsOf(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(DATABASE_URL$|PG|npm_|NODE_(?!ENV$))/.test(name)),
  )
}

/** Where a server that listens is reached from here. */
export function addressOf(app: FastifyInstance): string {
  const { address, port } = app.server.address() as AddressInfo
  return `http://${address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address}:${port}`
}

/** Stops one after the other, and only once however often it is called. */
export function stopOnce(stops: (() => Promise<void>)[]): () => Promise<void> {
  let stopping: Promise<void> | undefined
  const all = async () => {
    for (const stop of stops) await stop()
  }
  return () => {
    stopping ??= all()
    return stopping
  }
}
