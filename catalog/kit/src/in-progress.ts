import type { FastifyInstance } from 'fastify'

/** Gives how many requests this server is answering. */
export function countRequests(app: FastifyInstance): () => number {
  let count = 0
  app.addHook('onRequest', async (_request, reply) => {
    count += 1
    // Also of one whose caller went away.
    reply.raw.once('close', () => {
      count -= 1
    })
  })
  return () => count
}
