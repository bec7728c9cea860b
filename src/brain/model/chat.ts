/** What passes between us and an endpoint, in the terms of Chat Completions, as plain data that can be kept and compared. */

export type Message =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls?: readonly ToolCall[]; turn?: Turn }
  | { role: 'tool'; content: string; toolCallId: string }

/**
 * A model's message as it came, members that we know nothing of among them: signatures of thoughts, reasoning. Several
 * endpoints refuse to go on without them. It is kept only where it holds more than its text and calls.
 */
export type Turn = Readonly<Record<string, unknown>>

export interface ToolCall {
  id: string
  name: string
  /** JSON as the model wrote it; nothing is known about it yet. */
  arguments: string
}

export interface ToolSpec {
  name: string
  description: string
  /** JSON Schema of its arguments. */
  parameters: Record<string, unknown>
}

export interface ChatRequest {
  model: string
  messages: readonly Message[]
  tools: readonly ToolSpec[]
  /** The shape of the answer, for endpoints that can hold a model to one. */
  schema?: { name: string; schema: Record<string, unknown> }
  temperature?: number
  stream: boolean
}

export interface ChatReply {
  /** Its text, without what it thought aloud. */
  content: string
  toolCalls: readonly ToolCall[]
  /** Why the model ended, in the endpoint's word; `endOf` says what that means. */
  finish: string
  turn?: Turn
  /** The model's own words when it declines. */
  refusal?: string
  /** Undefined when the endpoint does not count. */
  usage?: Usage
}

/** Tokens that one request took; `estimated` when they are reckoned from lengths, not counted by the endpoint. */
export interface Usage {
  input: number
  output: number
  estimated?: true
}

/** What some endpoints can do and others cannot; found by trying. `turns`: they take back whatever their messages held. */
export const abilities = ['turns', 'schema', 'tools', 'streaming'] as const
export type Ability = (typeof abilities)[number]

/** What came of one request: an answer, or that the endpoint cannot do something that was asked of it. */
export type Outcome = { reply: ChatReply } | { lacks: Ability; usage?: Usage }

/** Who counts what requests cost. The one that is answered is counted by whoever gets the outcome. */
export interface Meter {
  /** Told before each request. Throws 'budget-reached' when no more may be made. */
  begin(): Promise<void>
  /** Told of each request that came to nothing, with what it is reckoned to have cost. */
  lost(usage: Usage): Promise<void>
}

export const unmetered: Meter = { begin: async () => undefined, lost: async () => undefined }

/** One place that completes chats. Throws 'provider-failed' when it cannot be reached or will not answer. */
export interface Endpoint {
  /** Shown in messages: the address without credentials. */
  readonly name: string
  send(request: ChatRequest, signal: AbortSignal, meter: Meter): Promise<Outcome>
}
