import type { FastifyInstance } from 'fastify'
import { PageProblem } from './page-problem.ts'

/** Any other address: a page for people, the server's own problem document for programs that ask for JSON. */
export function unknownPage(app: FastifyInstance): void {
  app.get('/*', async (request, reply) => {
    const accept = request.headers.accept ?? ''
    if (accept.includes('json') && !accept.includes('html')) return reply.callNotFound()
    throw new PageProblem(404, 'missing')
  })
}
