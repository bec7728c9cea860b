import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './errors.ts'
import { Problem, problemDocument } from './problem.ts'

/**
 * How what comes to no route is answered: as a problem like any other, that repeats nothing of what was sent. Fastify's own
 * words for it quote the address.
 */
export const unrouted = {
  // Contracts and pages say what an id may be; how long an address can get is bounded by the head of a request.
  routerOptions: { maxParamLength: 64 * 1024 },
  frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    sendProblem(new Problem('invalid-request', 'The address cannot be read.'), request, reply)
  },
  clientErrorHandler: (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code !== 'ECONNRESET' && socket.writable) socket.write(refusal(error.code))
    socket.destroy(error)
  },
}

const refusals: Record<string, [status: number, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers are too long.'],
}

/** The whole answer to what Node cannot read as HTTP. */
function refusal(code = ''): string {
  const [status, detail] = refusals[code] ?? [400, 'The request cannot be read.']
  const body = JSON.stringify({ ...problemDocument(new Problem('invalid-request', detail), randomUUID()), status })
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'content-type: application/problem+json',
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
