import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { passes, unfitValue } from './database-errors.ts'
import { alreadyTold } from './presence.ts'
import { Problem, ProblemResponse, problemDocument } from './problem.ts'
import { BrokenAnswer } from './routes.ts'

/** Answers every error as application/problem+json. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request)
    if (problem.status >= 500 && !alreadyTold(error)) tell(error, request)
    return sendProblem(problem, request, reply)
  })
}

/** For what no route answers. Left alone when the component's own routes brought a page for it. */
export function answerUnknown(app: FastifyInstance): void {
  try {
    app.setNotFoundHandler((request, reply) =>
      sendProblem(new Problem('not-found', 'There is nothing at this address.'), request, reply),
    )
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'FST_ERR_NOT_FOUND_HANDLER_ALREADY_SET'))
      throw error
  }
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  if (problem.code === 'unavailable') reply.header('retry-after', '1')
  // `nosniff` of its own: what is refused before the security headers are set is sent from here, too.
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem, request.id)))
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (passes(error) || (error instanceof ProblemResponse && error.passing))
    return new Problem('unavailable', 'Something this depends on cannot be reached. Try again shortly.')
  if (unfitValue(error)) return new Problem('invalid-request', 'A value in the request cannot be used.')
  return (
    unreadable(error, request) ??
    new Problem('unexpected', 'Something went wrong here. Quote the instance when you report it.')
  )
}

/** What Fastify refuses before a handler sees it: bad JSON, a wrong media type, too large a body. */
function unreadable(error: unknown, { routeOptions }: FastifyRequest): Problem | undefined {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status < 400 || status >= 500) return undefined
  if (status === 413)
    return new Problem('invalid-request', `The body is larger than what fits here, ${routeOptions.bodyLimit} bytes.`)
  if (status === 415) return new Problem('invalid-request', 'Send the body as application/json.')
  return new Problem('invalid-request', 'The request cannot be read.')
}

/** Where it happened and what kind of error it was. Messages stay out of the log: they may quote what a person sent. */
function tell(error: unknown, request: FastifyRequest): void {
  if (!(error instanceof Error)) {
    request.log.error({ error: typeof error }, 'failed')
    return
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  // What broke the contract is named by places of the contract alone, so it may be read.
  const breach = error instanceof BrokenAnswer ? error.message : undefined
  request.log.error({ error: error.name, code, breach, at: frames.slice(0, 6).map((line) => line.trim()) }, 'failed')
}
