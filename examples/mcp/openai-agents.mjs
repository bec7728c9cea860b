// An agent of @openai/agents composes a service over MCP: node openai-agents.mjs "find my councillor by postcode"
import { Agent, MCPServerStreamableHttp, OpenAIProvider, Runner } from '@openai/agents'
import { EventSourceParserStream } from 'eventsource-parser/stream'

const { COMPOSE_MCP_URL, COMPOSE_MCP_TOKEN, COMPOSE_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY } = process.env
const goal = process.argv[2] ?? 'find my councillor by postcode'

/** This framework has no place for progress; it comes on the same stream as the answer, where anybody can listen. */
async function listening(url, init) {
  const response = await fetch(url, init)
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  const [theirs, ours] = response.body.tee()
  tell(ours).catch(() => undefined)
  return new Response(theirs, response)
}

async function tell(stream) {
  for await (const { data } of stream.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
    const { method, params } = data === '' ? {} : JSON.parse(data)
    if (method === 'notifications/progress') console.error(params.message)
  }
}

const compose = new MCPServerStreamableHttp({
  name: 'compose',
  url: COMPOSE_MCP_URL,
  requestInit: { headers: { authorization: `Bearer ${COMPOSE_MCP_TOKEN}` } },
  fetch: listening,
  toolMetaResolver: () => ({ progressToken: crypto.randomUUID() }),
  // A first run takes a minute or two.
  timeout: 600_000,
})
await compose.connect()
try {
  const modelProvider = new OpenAIProvider({ baseURL: OPENAI_BASE_URL, apiKey: OPENAI_API_KEY, useResponses: false })
  const runner = new Runner({ modelProvider, tracingDisabled: true })
  const agent = new Agent({
    name: 'composer',
    model: COMPOSE_MODEL,
    instructions:
      'Compose the service that is asked for, with brief reports. Say what the report proves, and nothing more.',
    mcpServers: [compose],
  })
  const { finalOutput } = await runner.run(agent, goal)
  console.log(finalOutput)
} finally {
  await compose.close()
}
