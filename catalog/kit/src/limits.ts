import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyHttpOptions, FastifyInstance } from 'fastify'

/** What a server bears from those who call it. Times are in milliseconds. */
export interface Limits {
  /** For the request line and the headers. */
  head: number
  /** For a whole request, its body included. */
  request: number
  /** For a connection on which nothing moves, in either direction. */
  idle: number
  /** Open at once. */
  connections: number
  /** Requests a minute of one address. */
  perMinute: number
  /** What people of one address may have held for them in 15 minutes. */
  holds: number
  /** How many proxies stand in front, each of which adds the address it was called from to X-Forwarded-For. */
  hops: number
}

/** The network of an address, which is what limits count by: with IPv6 one machine has as many addresses as it likes. */
export const networkOf = (address: string) => normalizeIP(address)

type Env = Record<string, string | undefined>

/** The limits that the environment sets; what they are for stands in deploy/README.md of a composed service. Throws for a value that is none. */
export function limitsFrom(env: Env): Limits {
  return {
    head: 1000 * number(env, 'HEAD_TIMEOUT_SECONDS', 10, 0.1, 600),
    request: 1000 * number(env, 'REQUEST_TIMEOUT_SECONDS', 30, 0.1, 600),
    idle: 1000 * number(env, 'IDLE_TIMEOUT_SECONDS', 72, 0.1, 3600),
    connections: number(env, 'MAX_CONNECTIONS', 2000, 1, 100_000),
    perMinute: number(env, 'RATE_LIMIT_PER_MINUTE', 6000, 1, 10_000_000),
    holds: number(env, 'HOLDS_PER_ADDRESS', 20, 1, 1_000_000),
    hops: number(env, 'TRUST_PROXY', 0, 0, 10),
  }
}

function number(env: Env, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name]
  if (!text) return otherwise
  const found = Number(text)
  const shape = name.endsWith('_SECONDS') ? /^\d+(\.\d+)?$/ : /^\d+$/
  if (shape.test(text) && found >= least && found <= most) return found
  const what = name === 'TRUST_PROXY' ? 'the number of proxies in front of this process' : 'a number'
  throw new Error(`${name} must be ${what}, from ${least} to ${most}.`)
}

/** What Fastify and Node see to themselves. */
export function serverOptions(limits: Limits): FastifyHttpOptions<Server> {
  return {
    connectionTimeout: limits.idle,
    keepAliveTimeout: limits.idle,
    requestTimeout: limits.request,
    http: {
      headersTimeout: Math.min(limits.head, limits.request),
      // How often Node looks for those that are late.
      connectionsCheckingInterval: Math.max(50, Math.min(limits.head, 5000) / 2),
    },
    // By place, counted from this process: whatever a caller writes into the header stands before what the proxies add.
    trustProxy: limits.hops > 0 && ((_address, hop) => hop < limits.hops),
  }
}

/**
 * Bounds the connections of this server. Where callers come themselves and not through a proxy, one address has half of
 * them at most, so that it cannot keep out all others.
 */
export function boundConnections({ server }: FastifyInstance, limits: Limits): void {
  server.maxConnections = limits.connections
  if (limits.hops > 0) return
  const share = Math.ceil(limits.connections / 2)
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (open.get(address) ?? 0) + 1
    if (count > share) {
      socket.destroy()
      return
    }
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
}
