import type OpenAI from 'openai'
import { ComposeError } from '../../errors.ts'
import type { ChatReply, ChatRequest, Endpoint, Outcome, ToolCall } from './chat.ts'
import { faultOf, kindOf, lackOf } from './faults.ts'
import { StoodStill, watched } from './transport.ts'
import { bodyOf, replyOf } from './wire.ts'

export interface EndpointOptions {
  baseUrl: string
  /** Undefined for servers that want none. */
  key: string | undefined
  /** Milliseconds without a byte, after which an attempt counts as failed. */
  patience: number
  /** How often a failed attempt is repeated: connection, 408, 409, 429, 5xx, half an answer. */
  retries: number
  /** Told before each wait. */
  onRetry(reason: string): void
}

/** Characters of one answer; more is a model that does not end. */
const longestAnswer = 400_000

/** The only file that builds the OpenAI client: any endpoint that speaks Chat Completions. Loaded where it is used. */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { default: Client } = await import('openai')
  const client = new Client({
    baseURL: options.baseUrl,
    apiKey: options.key ?? 'none',
    maxRetries: options.retries,
    timeout: options.patience,
    // Nothing of the person's environment decides where requests go or as whom.
    organization: null,
    project: null,
    logLevel: 'off',
    fetch: watched(options),
  })
  const name = nameOf(options.baseUrl)
  return {
    name,
    async send(request, signal) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          const outcome = await once(client, request, signal, options)
          if (!('cut' in outcome)) return outcome
          if (attempt >= options.retries) {
            throw new ComposeError('provider-failed', `${name}: the answer broke off (${outcome.cut}).`, {
              suggestion: 'Try again later, or raise --call-timeout if the model is slow.',
            })
          }
          options.onRetry(`the answer broke off (${outcome.cut})`)
        } catch (error) {
          signal.throwIfAborted()
          if (error instanceof ComposeError) throw error
          const lacks = lackOf(error, request)
          if (lacks) return { lacks }
          throw faultOf(error, name, options.patience)
        }
      }
    },
  }
}

async function once(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
  { patience }: EndpointOptions,
): Promise<Outcome | { cut: string }> {
  const body = bodyOf(request)
  if (!request.stream) {
    const answer = await client.chat.completions.create({ ...body, stream: false }, { signal }).catch((error) => {
      signal.throwIfAborted()
      if (error instanceof StoodStill) return error
      throw error
    })
    if (answer instanceof StoodStill) return { cut: answer.message }
    const choice = answer.choices?.[0]
    if (!choice) return { cut: 'it has no choice' }
    return { reply: replyOf(answer, choice) }
  }
  // A stream that stands still is ended; the client's own limit covers only the time to its first byte.
  const still = new AbortController()
  let timer: NodeJS.Timeout | undefined
  try {
    const { data: stream, response } = await client.chat.completions
      .create(
        { ...body, stream: true, stream_options: { include_usage: true } },
        { signal: AbortSignal.any([signal, still.signal]) },
      )
      .withResponse()
    // A server that does not know streams answers with one document, which the client would read as an empty stream.
    if (!/event-stream|ndjson/.test(response.headers.get('content-type') ?? 'event-stream')) {
      await response.body?.cancel().catch(() => undefined)
      return { lacks: 'streaming' }
    }
    const reply = { content: '', refusal: '', finish: '', calls: new Map<number, ToolCall>() }
    let usage: ChatReply['usage']
    let length = 0
    timer = setTimeout(() => still.abort(), patience)
    for await (const chunk of stream) {
      clearTimeout(timer)
      timer = setTimeout(() => still.abort(), patience)
      if (chunk.usage) usage = { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens }
      const choice = chunk.choices?.[0]
      if (!choice) continue
      length += lengthOf(choice.delta)
      reply.content += choice.delta?.content ?? ''
      reply.refusal += choice.delta?.refusal ?? ''
      for (const part of choice.delta?.tool_calls ?? []) {
        const before = reply.calls.get(part.index) ?? { id: '', name: '', arguments: '' }
        reply.calls.set(part.index, {
          id: before.id || (part.id ?? ''),
          name: before.name + (part.function?.name ?? ''),
          arguments: before.arguments + (part.function?.arguments ?? ''),
        })
      }
      if (choice.finish_reason) reply.finish = choice.finish_reason
      if (length > longestAnswer) return { cut: 'it did not end' }
    }
    signal.throwIfAborted()
    if (!reply.finish) return { cut: still.signal.aborted ? 'it stood still' : 'the connection ended' }
    return {
      reply: {
        content: reply.content,
        toolCalls: [...reply.calls]
          .sort(([a], [b]) => a - b)
          .map(([index, call]) => ({ ...call, id: call.id || `call-${index}` })),
        finish: reply.finish,
        ...(reply.refusal ? { refusal: reply.refusal } : {}),
        ...(usage ? { usage } : {}),
      },
    }
  } catch (error) {
    signal.throwIfAborted()
    if (still.signal.aborted) return { cut: 'it stood still' }
    // A broken line of the stream is an error of the parser, a lost connection one of the network: both cut it short.
    if (error instanceof StoodStill) return { cut: error.message }
    if (error instanceof SyntaxError) return { cut: 'it is not JSON' }
    if (isCut(error)) return { cut: 'the connection was lost' }
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function isCut(error: unknown): boolean {
  const { code, message, status } = error as { code?: string; message?: string; status?: number }
  if (status !== undefined || kindOf(error).startsWith('APIConnection')) return false
  return /terminated|premature|other side closed|socket hang up/i.test(message ?? '') || code === 'ECONNRESET'
}

/** Characters of what a model says, declines or asks for in one piece. */
function lengthOf(delta: OpenAI.ChatCompletionChunk.Choice.Delta | undefined): number {
  const calls = delta?.tool_calls ?? []
  const asked = calls.map((call) => (call.function?.name?.length ?? 0) + (call.function?.arguments?.length ?? 0) + 1)
  return [delta?.content?.length ?? 0, delta?.refusal?.length ?? 0, ...asked].reduce((all, one) => all + one, 0)
}

function nameOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl)
  return `${host}${pathname.replace(/\/$/, '')}`
}
