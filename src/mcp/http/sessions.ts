import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { OwnServer } from '../server.ts'
import { Events } from './events.ts'
import { type Refusal, refuse } from './problem.ts'

/** How many clients there may be, and how long one may be away, in milliseconds. */
export interface Limits {
  most: number
  idle: number
}

const full: Refusal = {
  status: 503,
  detail: 'As many clients are at work as this server takes. Try again later, or end a session with DELETE.',
  headers: { 'retry-after': '30' },
}
const unknown: Refusal = {
  status: 404,
  detail: 'There is no such session: it was ended, or nobody asked anything for long. Begin one with initialize.',
}
const forgotten: Refusal = { status: 400, detail: 'Last-Event-ID: there is no such event in this session any more.' }

interface SessionEvents {
  begun(id: string): void
  ended(): void
  /** The client has been away for too long. */
  stale(): void
}

/** One client: the protocol's state, and what must be there again when it comes back after a cut. */
class Session {
  readonly transport: StreamableHTTPServerTransport
  readonly events = new Events()
  readonly own: OwnServer
  readonly #idle: number
  readonly #stale: () => void
  #open = 0
  #timer: NodeJS.Timeout | undefined
  /** When the client was last there. */
  left = 0

  constructor(own: OwnServer, idle: number, on: SessionEvents) {
    this.own = own
    this.#idle = idle
    this.#stale = on.stale
    this.transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: this.events,
      retryInterval: 1000,
      onsessioninitialized: on.begun,
      // DELETE is answered once nothing of the session runs any more.
      onsessionclosed: () => own.end(),
    })
    own.server.onclose = () => {
      clearTimeout(this.#timer)
      on.ended()
    }
  }

  get isFree(): boolean {
    return this.#open === 0 && !this.own.isBusy()
  }

  /** A cut connection cancels nothing (so says MCP); a client that stays away does. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1
    clearTimeout(this.#timer)
    response.once('close', () => {
      this.#open -= 1
      this.left = performance.now()
      if (this.#open === 0) this.#timer = setTimeout(this.#stale, this.#idle)
    })
    await this.transport.handleRequest(request, response)
  }
}

/** The clients of a server. */
export class Sessions {
  readonly #make: () => OwnServer
  readonly #limits: Limits
  readonly #all = new Map<string, Session>()
  readonly #endings = new Set<Promise<void>>()
  #beginning = 0

  constructor(make: () => OwnServer, limits: Limits) {
    this.#make = make
    this.#limits = limits
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id']
    if (id === undefined) return this.#begin(request, response)
    const session = this.#all.get(String(id))
    if (!session) return refuse(response, unknown)
    const last = request.headers['last-event-id']
    if (last !== undefined && !session.events.has(String(last))) return refuse(response, forgotten)
    return session.answer(request, response)
  }

  /** Ends all of them, and waits until their calls have tidied up. */
  async end(): Promise<void> {
    for (const { own } of this.#all.values()) void this.#ending(own)
    await Promise.allSettled(this.#endings)
  }

  async #begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#all.size + this.#beginning >= this.#limits.most && !this.#makeRoom()) return refuse(response, full)
    this.#beginning += 1
    let name: string | undefined
    const own = this.#make()
    const session: Session = new Session(own, this.#limits.idle, {
      begun: (id) => {
        name = id
        this.#all.set(id, session)
      },
      ended: () => name !== undefined && this.#all.delete(name),
      stale: () => void this.#ending(own),
    })
    try {
      // Its optional members say `undefined`, which the interface does not.
      await own.server.connect(session.transport as Transport)
      await session.answer(request, response)
    } finally {
      this.#beginning -= 1
      // It was no initialize, or none that could be read.
      if (name === undefined) await this.#ending(own)
    }
  }

  /** Many clients leave without a word: the one that has been away for longest makes way. */
  #makeRoom(): boolean {
    const [oldest] = [...this.#all.values()].filter(({ isFree }) => isFree).sort((a, b) => a.left - b.left)
    if (oldest) void this.#ending(oldest.own)
    return oldest !== undefined
  }

  #ending(own: OwnServer): Promise<void> {
    const ending = own.end().finally(() => this.#endings.delete(ending))
    this.#endings.add(ending)
    return ending
  }
}
