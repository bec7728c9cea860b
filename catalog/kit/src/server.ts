import type { FastifyInstance } from 'fastify'
import { addressOf, createApp, protect, settingsOf, stopOnce } from './app.ts'
import { createAuth } from './auth.ts'
import { allowPublishing, openChannel } from './channel.ts'
import { contractOf, loadContract, type Operation } from './contract.ts'
import { ensureSchema, exclusively, migrate, type OpenDatabase, openDatabase, roleOf } from './database.ts'
import type { ComponentDefinition, Context } from './definition.ts'
import { stopOnSignals } from './environment.ts'
import { answerUnknown } from './errors.ts'
import { kitTables, sweepKitTables } from './idempotency.ts'
import { countRequests } from './in-progress.ts'
import { limitsFrom } from './limits.ts'
import { observe } from './observe.ts'
import { personalDataHandlers } from './personal-data.ts'
import { tellFailed } from './presence.ts'
import { type AnyHandler, mountContract } from './routes.ts'
import type { ServeOptions } from './serve-options.ts'
import { ensureSignedOut, isSignedOut, sweepSignedOut } from './signed-out.ts'

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
