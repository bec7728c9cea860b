import type { EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'

/** Characters of events that a session keeps. A report is seldom longer than a fiftieth of it. */
const most = 4_000_000

interface Kept {
  stream: string
  message: JSONRPCMessage
  size: number
}

/** What a session was told, so that a client whose connection was cut can ask for the rest. The oldest makes way. */
export class Events implements EventStore {
  readonly #most: number
  readonly #kept = new Map<string, Kept>()
  #count = 0
  #size = 0

  constructor(limit = most) {
    this.#most = limit
  }

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    this.#count += 1
    const id = String(this.#count)
    const size = JSON.stringify(message).length
    this.#kept.set(id, { stream, message, size })
    this.#size += size
    for (const [old, { size }] of this.#kept) {
      if (this.#size <= this.#most || old === id) break
      this.#kept.delete(old)
      this.#size -= size
    }
    return id
  }

  has(id: string): boolean {
    return this.#kept.has(id)
  }

  async replayEventsAfter(
    last: string,
    { send }: { send(id: string, message: JSONRPCMessage): Promise<void> },
  ): Promise<string> {
    const { stream } = this.#kept.get(last)!
    for (const [id, kept] of this.#kept) {
      // The empty message only says that one can go on from there.
      const isWord = 'jsonrpc' in kept.message
      if (kept.stream === stream && Number(id) > Number(last) && isWord) await send(id, kept.message)
    }
    return stream
  }
}
