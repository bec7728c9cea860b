// An agent of LangChain composes a service over MCP: node langchain.mjs "find my councillor by postcode"
import { createReactAgent } from '@langchain/langgraph/prebuilt'
import { MultiServerMCPClient } from '@langchain/mcp-adapters'
import { ChatOpenAI } from '@langchain/openai'

const { COMPOSE_MCP_URL, COMPOSE_MCP_TOKEN, COMPOSE_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY } = process.env
const goal = process.argv[2] ?? 'find my councillor by postcode'

const mcp = new MultiServerMCPClient({
  mcpServers: {
    compose: {
      transport: 'http',
      url: COMPOSE_MCP_URL,
      headers: { authorization: `Bearer ${COMPOSE_MCP_TOKEN}` },
    },
  },
  onProgress: ({ message }) => console.error(message),
  // A first run takes a minute or two.
  defaultToolTimeout: 600_000,
})
try {
  const agent = createReactAgent({
    llm: new ChatOpenAI({ model: COMPOSE_MODEL, apiKey: OPENAI_API_KEY, configuration: { baseURL: OPENAI_BASE_URL } }),
    tools: await mcp.getTools(),
    prompt: 'Compose the service that is asked for, with brief reports. Say what the report proves, and nothing more.',
  })
  const { messages } = await agent.invoke({ messages: [{ role: 'user', content: goal }] })
  console.log(messages.at(-1).content)
} finally {
  await mcp.close()
}
