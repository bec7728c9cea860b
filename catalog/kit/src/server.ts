import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { createAuth } from './auth.ts'
import { allowPublishing, openChannel } from './channel.ts'
import { contractOf, loadContract, type Operation } from './contract.ts'
import { ensureSchema, exclusively, migrate, type OpenDatabase, openDatabase, roleOf } from './database.ts'
import type { ComponentDefinition, Context } from './definition.ts'
import { stopOnSignals } from './environment.ts'
import { answerErrors, answerUnknown } from './errors.ts'
import { kitTables, sweepKitTables } from './idempotency.ts'
import { countRequests } from './in-progress.ts'
import { boundConnections, type Limits, limitsFrom, serverOptions } from './limits.ts'
import { logLines } from './log-lines.ts'
import { observe } from './observe.ts'
import { personalDataHandlers } from './personal-data.ts'
import { tellFailed } from './presence.ts'
import { Problem } from './problem.ts'
import { type AnyHandler, mountContract } from './routes.ts'
import { ensureSignedOut, isSignedOut, sweepSignedOut } from './signed-out.ts'

export interface ServeOptions {
  databaseUrl: string
  /** 0 takes a free one. */
  port: number
  /** 127.0.0.1 unless given. */
  host?: string
  /** Issuer of the access tokens, with its keys at /jwks. The component itself when left out. */
  identityUrl?: string
  /** Where this process reaches identity, when that is not the issuer's address, as between containers. */
  identityInternalUrl?: string
  /** Own base URL as others reach it, when that is not host and port. */
  publicUrl?: string
  env?: Record<string, string | undefined>
  /** For tests: an answer that breaks the contract becomes a logged 500. */
  validateResponses?: boolean
  /** Whether SIGTERM and SIGINT stop the server and end the process. */
  signals?: boolean
}

export interface Running {
  url: string
  app: FastifyInstance
  db: OpenDatabase
  operations: Operation[]
  /** Lets open requests and consumers finish, then closes everything. */
  stop(): Promise<void>
}

/**
 * Prepares the component's schema, serves its contract and consumes its events.
 * Throws before it listens when handlers and contract differ, when a migration was changed, or when the database is away.
 */
export async function serve<Ops>(definition: ComponentDefinition<Ops>, options: ServeOptions): Promise<Running> {
  const env = options.env ?? {}
  const limits = limitsFrom(env)
  const app = createApp(definition.id, env, limits)
  const inProgress = countRequests(app)
  const stops: (() => Promise<void>)[] = []
  let url = plain(options.publicUrl)
  try {
    const role = roleOf(definition.id)
    const [operations, personal, channel] = await Promise.all([
      operationsOf(definition),
      definition.personalData ? loadContract(contractOf('personal-data')) : [],
      openChannel(options.databaseUrl, app.log),
    ])
    stops.unshift(() => channel.close())
    const source = `/components/${definition.capability ?? definition.id}`
    const db = openDatabase(options.databaseUrl, role, app.log, channel.publisher(source))
    // Consumers use the database, so it closes after the channel.
    stops.push(() => db.close())
    await exclusively(options.databaseUrl, async (run) => {
      await ensureSchema(run, role)
      await allowPublishing(run, role)
      await ensureSignedOut(run, role)
      await db.query(kitTables)
      await migrate(db, definition.migrations)
    })

    const issuer = () => plain(options.identityUrl) ?? (url as string)
    const reachedAt = () => plain(options.identityInternalUrl) ?? issuer()
    const context: Context = {
      db,
      config: settingsOf(env),
      log: app.log,
      inProgress,
      auth: createAuth(issuer, reachedAt, (subject, round) => isSignedOut(db, subject, round)),
      get identityUrl() {
        return reachedAt()
      },
      get url() {
        if (!url) throw new Error(`${definition.id} has no URL before it listens: read context.url later`)
        return url
      },
    }
    await protect(app, limits)
    await observe(app, db)
    const mounting = { context, db, validateResponses: options.validateResponses ?? false }
    mountContract(app, operations, definition.handlers(context) as unknown as Record<string, AnyHandler>, mounting)
    const held = definition.personalData?.(context)
    if (held) mountContract(app, personal, personalDataHandlers(held, context), mounting)
    await app.register(async (scope) => definition.routes?.(scope, context))
    answerUnknown(app)
    // Before any request or event may want what it starts.
    const stopOwn = await definition.start?.(context)
    if (stopOwn) stops.unshift(stopOwn)
    for (const [pattern, consume] of Object.entries(definition.consumes?.(context) ?? {}))
      await channel.subscribe(definition.id, pattern, db, consume)

    await app.listen({ port: options.port, host: options.host ?? '127.0.0.1' })
    stops.unshift(() => app.close())
    url ??= addressOf(app)
    stops.unshift(sweepHourly(context, held))
    const stop = stopOnce(stops)
    if (options.signals) {
      stopOnSignals(stop)
      // To whoever keeps it running.
      process.send?.('ready')
    }
    return { url, app, db, operations: [...operations, ...personal], stop }
  } catch (error) {
    await app.close()
    await stopOnce(stops)()
    throw error
  }
}

const plain = (url: string | undefined) => url?.replace(/\/$/, '')

function operationsOf({ contract, capability }: ComponentDefinition<unknown>): Promise<Operation[]> {
  const location = contract ?? (capability ? contractOf(capability) : undefined)
  return location ? loadContract(location) : Promise.resolve([])
}

function createApp(id: string, env: Record<string, string | undefined>, limits: Limits): FastifyInstance {
  const app = fastify({
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
async function protect(app: FastifyInstance, limits: Limits): Promise<void> {
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
function settingsOf(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(DATABASE_URL$|PG|npm_|NODE_(?!ENV$))/.test(name)),
  )
}

function addressOf(app: FastifyInstance): string {
  const { address, port } = app.server.address() as AddressInfo
  return `http://${address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address}:${port}`
}

function sweepHourly(
  { db, log }: Context,
  held: ReturnType<NonNullable<ComponentDefinition<unknown>['personalData']>> | undefined,
) {
  // Apart: what a component holds may be swept by what another one says, which may be away.
  const sweep = async () => {
    await db.transaction(async (tx) => {
      await sweepKitTables(tx, new Date())
      await sweepSignedOut(tx, new Date())
    })
    await db.transaction(async (tx) => held?.sweep(new Date(), tx))
  }
  const timer = setInterval(() => {
    sweep().catch((error) => tellFailed(log, error, 'the hourly sweep failed; the next one tries again'))
  }, 3_600_000)
  timer.unref()
  return async () => clearInterval(timer)
}

function stopOnce(stops: (() => Promise<void>)[]): () => Promise<void> {
  let stopping: Promise<void> | undefined
  const all = async () => {
    for (const stop of stops) await stop()
  }
  return () => {
    stopping ??= all()
    return stopping
  }
}
