import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { OwnServer } from '../server.ts'
import { Events } from './events.ts'

/** What becomes of a session, told to whoever keeps it. */
export interface Fate {
  begun(id: string): void
  /** It is over; its calls may still tidy up. */
  ended(): void
  /** Ends it: its client has said so, or has been away for too long. Resolves once nothing of it runs. */
  end(): Promise<void>
}

/** One client: the protocol's state, and what must be there again when it comes back after a cut. */
export class Session {
  readonly transport: StreamableHTTPServerTransport
  readonly events = new Events()
  readonly #own: OwnServer
  readonly #idle: number
  readonly #fate: Fate
  #open = 0
  #timer: NodeJS.Timeout | undefined
  #isOver = false
  /** When the client was last there. */
  left = 0

  constructor(own: OwnServer, idle: number, fate: Fate) {
    this.#own = own
    this.#idle = idle
    this.#fate = fate
    this.transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: this.events,
      retryInterval: 1000,
      onsessioninitialized: (id) => fate.begun(id),
      // DELETE is answered once nothing of the session runs any more.
      onsessionclosed: () => fate.end(),
    })
    own.server.onclose = () => {
      this.#isOver = true
      clearTimeout(this.#timer)
      fate.ended()
    }
  }

  /** Whether nobody is there, and nothing is done for them. */
  get isFree(): boolean {
    return this.#open === 0 && !this.#own.isBusy()
  }

  /** A cut connection cancels nothing (so says MCP); a client that stays away does. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open += 1
    clearTimeout(this.#timer)
    response.once('close', () => {
      this.#open -= 1
      this.left = performance.now()
      if (this.#open === 0 && !this.#isOver) this.#timer = setTimeout(() => void this.#fate.end(), this.#idle)
    })
    await this.transport.handleRequest(request, response)
  }
}
