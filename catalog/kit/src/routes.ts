import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admit } from './auth.ts'
import { bodySize } from './body-size.ts'
import { answerFault, checkRequest, type Input, type Operation, secretsOf } from './contract.ts'
import type { OpenDatabase } from './database.ts'
import type { Context, Principal, Transaction } from './definition.ts'
import { idempotently, type Outcome } from './idempotency.ts'
import { Problem } from './problem.ts'

/** A handler as the server sees it: its types were checked where it was written. */
export type AnyHandler = (
  request: Input & { principal: Principal | undefined; tx: Transaction; key: string | undefined },
) => Promise<{ status: number; body?: unknown; headers?: Record<string, string> }>

export interface Mounting {
  context: Context
  db: OpenDatabase
  validateResponses: boolean
}

/** Serves every operation of a contract with its handler. Throws when a handler is missing or belongs to no operation. */
export function mountContract(
  app: FastifyInstance,
  operations: Operation[],
  handlers: Record<string, AnyHandler>,
  mounting: Mounting,
): void {
  route(app, operations, handlers, (operation, handler, request, reply) =>
    answer(operation, handler, mounting, request, reply),
  )
}

/** A handler of what is only answered: it has neither a caller nor a transaction. */
export type AnsweringHandler = (input: Input) => ReturnType<AnyHandler>

/**
 * Serves a contract of which nothing is kept. Throws as `mountContract` does, and for an operation that needs a token or an
 * Idempotency-Key: both would have to be known again.
 */
export function mountAnswers(
  app: FastifyInstance,
  operations: Operation[],
  handlers: Record<string, AnsweringHandler>,
  validateResponses: boolean,
): void {
  for (const { operationId, scope, idempotent } of operations)
    if (scope !== undefined || idempotent)
      throw new Error(`${operationId} must say security: [] and x-idempotent: false, since nothing is kept`)
  route(app, operations, handlers, async (operation, handler, request, reply) => {
    const input = checkRequest(operation, inputOf(request))
    const work = () => run(handler, input)
    return sendOutcome(await (validateResponses ? checked(operation, work) : work()), reply)
  })
}

function route<H>(
  app: FastifyInstance,
  operations: Operation[],
  handlers: Record<string, H>,
  serve: (operation: Operation, handler: H, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  const known = new Set(operations.map(({ operationId }) => operationId))
  const surplus = Object.keys(handlers).find((name) => !known.has(name))
  if (surplus) throw new Error(`The handler ${surplus} belongs to no operation of the contract`)
  for (const operation of operations) {
    const handler = handlers[operation.operationId]
    if (!handler) throw new Error(`The operation ${operation.operationId} of the contract has no handler`)
    app.route({
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: bodySize(operation.bodySchema),
      handler: (request, reply) => serve(operation, handler, request, reply),
    })
  }
}

const inputOf = ({ params, query, body }: FastifyRequest): Input => ({
  path: params as Record<string, unknown>,
  query: query as Record<string, unknown>,
  body,
})

function sendOutcome({ status, headers, body }: Outcome, reply: FastifyReply): FastifyReply {
  reply.code(status).headers({ 'cache-control': 'no-store', ...headers })
  return body === undefined ? reply.send() : reply.send(body)
}

async function answer(
  operation: Operation,
  handler: AnyHandler,
  mounting: Mounting,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { context, db } = mounting
  const principal = await admit(context.auth, operation.scope, request.headers.authorization)
  const input = checkRequest(operation, inputOf(request))
  const key = operation.idempotent ? keyOf(request) : undefined
  const work = async (tx: Transaction): Promise<Outcome> => {
    const request = { ...input, principal, tx, key }
    return mounting.validateResponses ? checked(operation, () => run(handler, request)) : run(handler, request)
  }
  const claim = {
    operation: operation.operationId,
    subject: principal?.subject ?? '',
    input,
    secrets: (status: number) => secretsOf(operation, status),
  }
  const safe = operation.method === 'GET' || operation.method === 'HEAD'
  const outcome = await (safe
    ? db.reading(work)
    : db.transaction((tx) => (key === undefined ? work(tx) : idempotently(tx, { ...claim, key }, () => work(tx)))))
  return sendOutcome(outcome, reply)
}

function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key']
  if (typeof key === 'string' && key.length >= 1 && key.length <= 255) return key
  throw new Problem(
    'idempotency-key-missing',
    'Send the header Idempotency-Key with 1 to 255 characters, a new one for each new request.',
  )
}

async function run<R>(handler: (request: R) => ReturnType<AnyHandler>, request: R): Promise<Outcome> {
  const { status, body, headers } = await handler(request)
  // Through JSON, so that an answer is the same the first time and when it is repeated.
  return { status, body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)), headers: headers ?? {} }
}

/** An answer that breaks the contract; only tests look for it. The message names places, never values. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer'
}

async function checked(operation: Operation, answering: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const outcome = await answering()
    const fault = answerFault(operation, outcome.status, outcome.body)
    if (fault) throw new BrokenAnswer(`${operation.operationId} broke its contract: ${fault}`)
    return outcome
  } catch (error) {
    const own = error instanceof Problem && (error.status === 404 || error.status === 409)
    if (!own || operation.responses.has(error.status)) throw error
    throw new BrokenAnswer(`${operation.operationId} broke its contract: status ${error.status} is not in it`)
  }
}
