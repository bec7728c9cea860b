import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a request to the scripted endpoint holds, as far as tests look at it. */
export interface Asked {
  model: string
  messages: { role: string; content: string; tool_calls?: unknown[]; tool_call_id?: string }[]
  tools?: { function: { name: string } }[]
  response_format?: { json_schema: { name: string } }
  stream?: boolean
}

/** What the endpoint does with one request. */
export type Reply =
  | { text: string; finish?: string; usage?: { input: number; output: number } | null }
  | { value: unknown }
  | { calls: { name: string; arguments: unknown }[] }
  | { refusal: string }
  /** A message of the server's own making: as it is in one piece, or in these pieces. A null finish is not sent. */
  | { message: object; deltas: readonly object[]; finish: string | null }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Anything else that a server can do to whoever waits for it. */
  | { raw(request: IncomingMessage, response: ServerResponse): void }

/** One line of a script: whom it expects to be asked by, and what it answers. */
export interface Line {
  /** The agent whose question this must be: its answer's schema, or words of its prompt. */
  for?: 'planner' | 'coder' | 'tester' | undefined
  /** A further look at the request; throws when it is not as it should be. */
  check?: (asked: Asked) => void
  reply: Reply
}

export interface ScriptedEndpoint {
  url: string
  asked: Asked[]
  /** Environment of a command that uses it. */
  env: Record<string, string>
  /** Throws when lines are left, or when something was asked that the script did not foresee. */
  done(): void
  /** Forgets what was asked and takes another script: lines, or for a conversation in any order what each request gets. */
  play(script: readonly Line[] | ((asked: Asked) => Reply)): void
}

/** A real HTTP server on loopback that speaks Chat Completions by a script. It fails the test on any unforeseen request. */
export async function scriptedEndpoint(
  lines: readonly Line[] = [],
  abilities: Partial<Record<'tools' | 'schema' | 'streaming', false>> = {},
  whenFinished: (dispose: () => void) => void = onTestFinished,
): Promise<ScriptedEndpoint> {
  let left = [...lines]
  let respond: ((asked: Asked) => Reply) | undefined
  const asked: Asked[] = []
  const mistakes: string[] = []
  const server = createServer(async (request, response) => {
    try {
      const body = JSON.parse(await textOf(request)) as Asked
      const lacking = lackIn(body, abilities)
      if (lacking)
        return json(response, 400, { error: { message: `${lacking} is not supported`, type: 'invalid_request_error' } })
      asked.push(body)
      const line: Line | undefined = respond ? { reply: respond(body) } : left.shift()
      if (!line)
        throw new Error(`request ${asked.length} was not foreseen: ${body.messages.at(-1)?.content.slice(0, 300)}`)
      if (line.for && !body.messages[0]!.content.includes(promptOf[line.for]))
        throw new Error(`request ${asked.length} is not the ${line.for}'s`)
      line.check?.(body)
      answer(line.reply, body, request, response)
    } catch (error) {
      mistakes.push((error as Error).message)
      json(response, 418, { error: { message: 'not foreseen by the script' } })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  whenFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    url,
    asked,
    env: {
      COMPOSE_BRAIN: 'model',
      COMPOSE_MODEL: 'scripted',
      OPENAI_BASE_URL: url,
      OPENAI_API_KEY: 'sk-test-0123456789abcdef0123',
    },
    done() {
      if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
      if (left.length > 0) throw new Error(`${left.length} lines of the script were not asked for`)
    },
    play(script) {
      left = typeof script === 'function' ? [] : [...script]
      respond = typeof script === 'function' ? script : undefined
      asked.length = 0
      mistakes.length = 0
    },
  }
}

const promptOf = {
  planner: 'You read one sentence',
  coder: 'You fill the holes',
  tester: 'You write further scenarios',
} as const

function lackIn(body: Asked, abilities: Partial<Record<string, false>>): string | undefined {
  if (abilities.tools === false && body.tools) return 'tools'
  if (abilities.schema === false && body.response_format) return 'response_format'
  return abilities.streaming === false && body.stream ? 'stream' : undefined
}

function answer(reply: Reply, body: Asked, request: IncomingMessage, response: ServerResponse): unknown {
  if ('raw' in reply) return reply.raw(request, response)
  if ('status' in reply)
    return json(
      response,
      reply.status,
      reply.body === undefined ? { error: { message: `status ${reply.status}` } } : reply.body,
      reply.headers,
    )
  if ('message' in reply) return ownWords(reply, body, response)
  const content = 'text' in reply ? reply.text : 'value' in reply ? JSON.stringify(reply.value) : ''
  const calls =
    'calls' in reply
      ? reply.calls.map((call, index) => ({
          id: `call_${index}`,
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.arguments) },
        }))
      : []
  const finish = 'text' in reply && reply.finish ? reply.finish : calls.length > 0 ? 'tool_calls' : 'stop'
  const refusal = 'refusal' in reply ? reply.refusal : null
  const counted = 'text' in reply && reply.usage !== undefined ? reply.usage : { input: 100, output: 10 }
  const usage = counted && {
    prompt_tokens: counted.input,
    completion_tokens: counted.output,
    total_tokens: counted.input + counted.output,
  }
  if (!body.stream) {
    const message = { role: 'assistant', content, refusal, ...(calls.length > 0 ? { tool_calls: calls } : {}) }
    return json(response, 200, {
      // Some clients keep one message of each id.
      id: `x${body.messages.length}`,
      object: 'chat.completion',
      created: 0,
      model: body.model,
      choices: [{ index: 0, message, finish_reason: finish }],
      usage,
    })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (delta: object, finish_reason: string | null = null) =>
    response.write(chunk({ choices: [{ index: 0, delta, finish_reason }] }))
  send({ role: 'assistant' })
  // In pieces, as it comes from a model: no piece is a whole token of JSON.
  for (let at = 0; at < content.length; at += 37) send({ content: content.slice(at, at + 37) })
  if (refusal) send({ refusal })
  for (const [index, call] of calls.entries()) {
    send({
      tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.function.name, arguments: '' } }],
    })
    send({ tool_calls: [{ index, function: { arguments: call.function.arguments } }] })
  }
  send({}, finish)
  if (usage) response.write(chunk({ choices: [], usage }))
  response.end('data: [DONE]\n\n')
}

function ownWords(
  { message, deltas, finish }: Extract<Reply, { message: object }>,
  body: Asked,
  response: ServerResponse,
): unknown {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }
  const choice = (said: object) => ({ index: 0, ...said, ...(finish === null ? {} : { finish_reason: finish }) })
  if (!body.stream) return json(response, 200, { choices: [choice({ message })], usage })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const delta of deltas) response.write(chunk({ choices: [{ index: 0, delta, finish_reason: null }] }))
  response.write(chunk({ choices: [choice({ delta: {} })] }))
  response.end(chunk({ choices: [], usage }))
}

export const chunk = (body: object): string =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 0, model: 'scripted', ...body })}\n\n`

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}
