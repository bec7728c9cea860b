import type OpenAI from 'openai'
import { extended } from './accumulate.ts'
import { CallPieces } from './call-pieces.ts'
import type { ChatRequest, Outcome, Usage } from './chat.ts'
import { Complaint, toldIn } from './complaint.ts'
import { estimate, usageIn } from './estimate.ts'
import { eventsIn } from './events.ts'
import { endOf } from './finish.ts'
import { charactersIn, isRecord, type Json, listIn, recordIn, stringIn } from './json.ts'
import { replyOf } from './message.ts'
import { kindOf } from './refusals.ts'
import { StoodStill } from './transport.ts'
import { bodyOf } from './wire.ts'

/** What has come of an answer so far, whether or not it ever ends. */
export interface Received {
  characters: number
  usage: Usage | undefined
}

/** Characters of one answer; more is a model that does not end. */
const longestAnswer = 400_000

/** Makes one request and reads what comes. `cut` says why an answer broke off; throws what the client throws, or a Complaint. */
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
    if (error instanceof RangeError) return { cut: 'it is nested too deeply' }
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
  const { body, headers } = await client.chat.completions
    .create({ ...bodyOf(request), stream: false }, { signal })
    .asResponse()
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of body ?? []) {
    signal.throwIfAborted()
    text += decoder.decode(part, { stream: true })
    received.characters = text.length
  }
  const answer: unknown = JSON.parse(text)
  const { choices, usage } = recordIn(answer)
  const told = toldIn(answer, choices === undefined)
  if (told) {
    received.characters = 0
    throw new Complaint(told, headers)
  }
  received.usage = usageIn(usage)
  const { message, finish_reason: finish } = recordIn(listIn(choices)[0])
  if (!isRecord(message)) return { cut: 'it has no choice' }
  // The document has come whole, so one that does not say why it ended has ended.
  return ended(extended({}, message), finishIn(finish) || 'stop', received)
}

async function streamed(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
  patience: number,
  still: AbortController,
  received: Received,
): Promise<Outcome | { cut: string }> {
  const response = await client.chat.completions
    .create(
      { ...bodyOf(request), stream: true, stream_options: { include_usage: true } },
      { signal: AbortSignal.any([signal, still.signal]) },
    )
    .asResponse()
  // A server that does not know streams answers with one document.
  if (!/event-stream|ndjson/.test(response.headers.get('content-type') ?? 'event-stream')) {
    await response.body?.cancel().catch(() => undefined)
    return { lacks: 'streaming', usage: estimate(request, 0) }
  }
  let message: Json = {}
  let finish = ''
  let cut = 'the connection ended'
  const calls = new CallPieces(new Set(request.tools.map(({ name }) => name)))
  let timer = setTimeout(() => still.abort(), patience)
  try {
    for await (const { data, event } of eventsIn(response.body ?? new Blob().stream())) {
      clearTimeout(timer)
      timer = setTimeout(() => still.abort(), patience)
      if (data.startsWith('[DONE]')) {
        cut = 'it ended without a finish_reason'
        break
      }
      const chunk: unknown = JSON.parse(data)
      const told = toldIn(chunk, event === 'error')
      if (told) throw new Complaint(told, response.headers)
      const { choices, usage } = recordIn(chunk)
      received.usage = usageIn(usage) ?? received.usage
      const { delta, finish_reason: said } = recordIn(listIn(choices)[0])
      const { tool_calls: pieces, ...rest } = recordIn(delta)
      received.characters += charactersIn(delta)
      message = extended(message, rest)
      for (const piece of isRecord(pieces) ? [pieces] : listIn(pieces)) calls.add(piece)
      // Whoever says twice how it ended does not take back that it was cut.
      if (finishIn(said) && (!finish || endOf(finish) === 'whole')) finish = finishIn(said)
      if (received.characters > longestAnswer) return { cut: 'it did not end' }
    }
  } finally {
    clearTimeout(timer)
  }
  signal.throwIfAborted()
  if (!finish) return { cut: still.signal.aborted ? 'it stood still' : cut }
  return ended(calls.list ? { ...message, tool_calls: calls.list } : message, finish, received)
}

/** Some servers write null as a word, or an empty one, until there is a reason. */
const finishIn = (said: unknown) => stringIn(said).replace(/^null$/, '')

function ended(message: Json, finish: string, { usage }: Received): Outcome | { cut: string } {
  charactersIn(message)
  return endOf(finish) === 'broken'
    ? { cut: `it ended by "${finish.slice(0, 40)}"` }
    : { reply: replyOf(message, finish, usage) }
}

function isCut(error: unknown): boolean {
  const { code, message, status } = error as { code?: string; message?: string; status?: number }
  if (status !== undefined || kindOf(error).startsWith('APIConnection')) return false
  return /terminated|premature|other side closed|socket hang up/i.test(message ?? '') || code === 'ECONNRESET'
}
