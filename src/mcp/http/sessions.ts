import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { OwnServer } from '../server.ts'
import { type Refusal, refuse } from './problem.ts'
import { Session } from './session.ts'

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

/** The clients of a server. */
export class Sessions {
  readonly #make: () => OwnServer
  readonly #limits: Limits
  readonly #all = new Map<string, { session: Session; own: OwnServer }>()
  readonly #endings = new Set<Promise<void>>()
  #beginning = 0

  constructor(make: () => OwnServer, limits: Limits) {
    this.#make = make
    this.#limits = limits
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id']
    if (id === undefined) return this.#begin(request, response)
    const session = this.#all.get(String(id))?.session
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
        this.#all.set(id, { session, own })
      },
      ended: () => name !== undefined && this.#all.delete(name),
      end: () => this.#ending(own),
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
    const free = [...this.#all.values()].filter(({ session }) => session.isFree)
    const [oldest] = free.sort((a, b) => a.session.left - b.session.left)
    if (oldest) void this.#ending(oldest.own)
    return oldest !== undefined
  }

  #ending(own: OwnServer): Promise<void> {
    const ending = own.end().finally(() => this.#endings.delete(ending))
    this.#endings.add(ending)
    return ending
  }
}
