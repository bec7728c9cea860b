import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OpenDatabase } from './database.ts'

/**
 * Adds health, metrics and one log line per request. None of it holds a path, a query or a body: those may be personal. What
 * has no database is ready as soon as it answers.
 */
export async function observe(app: FastifyInstance, db?: OpenDatabase): Promise<void> {
  const { Histogram, Registry } = await import('prom-client')
  const registry = new Registry()
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })

  app.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request)
    if (route.startsWith('/health/') || route === '/metrics') return
    const status = reply.statusCode
    duration.observe({ method: request.method, route, status }, reply.elapsedTime / 1000)
    request.log.info({ method: request.method, route, status, ms: Math.round(reply.elapsedTime) }, 'answered')
  })

  // Those who watch the service have a limit of their own, so that a busy address is not taken for a dead service.
  const probe = { config: { rateLimit: { max: 600 } } }
  let asking: Promise<boolean> | undefined
  /** The database is asked once at a time, however many ask here. */
  const reach = (db: OpenDatabase) => {
    asking ??= db
      .query('SELECT 1')
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  app.get('/health/live', probe, async () => ({ status: 'ok' }))
  app.get('/health/ready', probe, async (_request, reply) => {
    if (db === undefined) return reply.send({ status: 'ok', checks: {} })
    const reachable = await reach(db)
    return reply
      .code(reachable ? 200 : 503)
      .send({ status: reachable ? 'ok' : 'unavailable', checks: { database: reachable } })
  })
  app.get('/metrics', { config: { rateLimit: { max: 120 } } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}

/** The route's template, such as /cases/:reference. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)'
}
