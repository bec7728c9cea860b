import type { FastifyInstance } from 'fastify'
import { reasonOf } from './alone.ts'
import { addressOf, createApp, protect, settingsOf, stopOnce } from './app.ts'
import { loadContract } from './contract.ts'
import type { Context } from './definition.ts'
import { listeningFrom, stopOnSignals } from './environment.ts'
import { answerUnknown } from './errors.ts'
import { limitsFrom } from './limits.ts'
import { observe } from './observe.ts'
import type { Body, Result } from './operations.ts'
import { type AnsweringHandler, mountAnswers } from './routes.ts'
import type { Listening } from './serve-options.ts'

/** What a process that keeps nothing has: no database, no events, nobody who signs in. */
export type BareContext = Pick<Context, 'config' | 'log' | 'url'>

/** A service that answers and keeps nothing: its contract, its handlers, its pages. */
export interface AnswerDefinition<Ops> {
  id: string
  contract: URL
  /** One for each operationId of the contract, which is public and needs no Idempotency-Key. */
  handlers(): { [K in keyof Ops]: (request: { body: Body<Ops[K]> }) => Promise<Result<Ops[K]>> }
  routes?(app: FastifyInstance, context: BareContext): Promise<void>
}

/** Gives a definition its types; returns it unchanged. */
export function defineAnswers<Ops>(definition: AnswerDefinition<Ops>): AnswerDefinition<Ops> {
  return definition
}

/** Serves the contract and the pages. Throws before it listens when handlers and contract differ. */
export async function serveKeepingNothing<Ops>(
  { id, contract, handlers, routes }: AnswerDefinition<Ops>,
  { env = {}, port, host = '127.0.0.1', publicUrl, validateResponses = false, signals = false }: Listening,
): Promise<{ url: string; stop(): Promise<void> }> {
  const limits = limitsFrom(env)
  const app = createApp(id, env, limits)
  let url = publicUrl?.replace(/\/$/, '')
  try {
    const operations = await loadContract(contract)
    await protect(app, limits)
    await observe(app)
    mountAnswers(app, operations, handlers() as unknown as Record<string, AnsweringHandler>, validateResponses)
    const context: BareContext = {
      config: settingsOf(env),
      log: app.log,
      get url() {
        if (!url) throw new Error(`${id} has no URL before it listens: read context.url later`)
        return url
      },
    }
    await app.register(async (scope) => routes?.(scope, context))
    answerUnknown(app)
    await app.listen({ port, host })
  } catch (error) {
    await app.close()
    throw error
  }
  url ??= addressOf(app)
  const stop = stopOnce([() => app.close()])
  if (signals) {
    stopOnSignals(stop)
    // To whoever keeps it running.
    process.send?.('ready')
  }
  return { url, stop }
}

/** Runs it in this process by the environment. What keeps it from starting is one line on stderr and status 1. */
export async function answerAlone<Ops>(definition: AnswerDefinition<Ops>): Promise<void> {
  try {
    await serveKeepingNothing(definition, listeningFrom())
  } catch (error) {
    process.stderr.write(`${definition.id} did not start: ${reasonOf(error)}\n`)
    process.exit(1)
  }
}
