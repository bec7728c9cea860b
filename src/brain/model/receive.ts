import type OpenAI from 'openai'
import type { ChatRequest, Outcome, ToolCall, Usage } from './chat.ts'
import { estimate, usageIn } from './estimate.ts'
import { kindOf } from './faults.ts'
import { StoodStill } from './transport.ts'
import { bodyOf, replyOf } from './wire.ts'

/** What has come of an answer so far, whether or not it ever ends. */
export interface Received {
  characters: number
  usage: Usage | undefined
}

/** Characters of one answer; more is a model that does not end. */
const longestAnswer = 400_000

/** Makes one request and reads what comes. `cut` says why an answer broke off; throws what the client throws. */
export async function receive(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
  patience: number,
  received: Received,
): Promise<Outcome | { cut: string }> {
  // A stream that only stays alive is ended too; the transport's limit is for whole silence.
  const still = new AbortController()
  try {
    if (!request.stream) return await whole(client, request, signal, received)
    return await streamed(client, request, signal, patience, still, received)
  } catch (error) {
    signal.throwIfAborted()
    if (still.signal.aborted) return { cut: 'it stood still' }
    // A broken line of the stream is an error of the parser, a lost connection one of the network: both cut it short.
    if (error instanceof StoodStill) return { cut: error.message }
    if (error instanceof SyntaxError) return { cut: 'it is not JSON' }
    if (isCut(error)) return { cut: 'the connection was lost' }
    throw error
  }
}

async function whole(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
  received: Received,
): Promise<Outcome | { cut: string }> {
  const { body } = await client.chat.completions.create({ ...bodyOf(request), stream: false }, { signal }).asResponse()
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of body ?? []) {
    signal.throwIfAborted()
    text += decoder.decode(part, { stream: true })
    received.characters = text.length
  }
  const answer = JSON.parse(text) as OpenAI.ChatCompletion
  received.usage = usageIn(answer?.usage)
  const choice = answer?.choices?.[0]
  return choice?.message ? { reply: replyOf(choice, received.usage) } : { cut: 'it has no choice' }
}

async function streamed(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
  patience: number,
  still: AbortController,
  received: Received,
): Promise<Outcome | { cut: string }> {
  const { data: stream, response } = await client.chat.completions
    .create(
      { ...bodyOf(request), stream: true, stream_options: { include_usage: true } },
      { signal: AbortSignal.any([signal, still.signal]) },
    )
    .withResponse()
  // A server that does not know streams answers with one document, which the client would read as an empty stream.
  if (!/event-stream|ndjson/.test(response.headers.get('content-type') ?? 'event-stream')) {
    await response.body?.cancel().catch(() => undefined)
    return { lacks: 'streaming', usage: estimate(request, 0) }
  }
  const reply = { content: '', refusal: '', finish: '', calls: new Map<number, ToolCall>() }
  let timer = setTimeout(() => still.abort(), patience)
  try {
    for await (const chunk of stream) {
      clearTimeout(timer)
      timer = setTimeout(() => still.abort(), patience)
      received.usage = usageIn(chunk.usage) ?? received.usage
      const choice = chunk.choices?.[0]
      if (!choice) continue
      received.characters += charactersOf(choice.delta)
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
      if (received.characters > longestAnswer) return { cut: 'it did not end' }
    }
  } finally {
    clearTimeout(timer)
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
      ...(received.usage ? { usage: received.usage } : {}),
    },
  }
}

function isCut(error: unknown): boolean {
  const { code, message, status } = error as { code?: string; message?: string; status?: number }
  if (status !== undefined || kindOf(error).startsWith('APIConnection')) return false
  return /terminated|premature|other side closed|socket hang up/i.test(message ?? '') || code === 'ECONNRESET'
}

/** Characters of what a model thinks, says, declines or asks for in one piece: each of them is paid for. */
function charactersOf(delta: object | undefined): number {
  const { tool_calls: calls = [], role: _role, ...said } = (delta ?? {}) as OpenAI.ChatCompletionChunk.Choice.Delta
  const texts = Object.values(said).map((value) => (typeof value === 'string' ? value.length : 0))
  const asked = calls.map((call) => (call.function?.name?.length ?? 0) + (call.function?.arguments?.length ?? 0) + 1)
  return [...texts, ...asked].reduce((sum, one) => sum + one, 0)
}
