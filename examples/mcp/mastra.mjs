// An agent of Mastra composes a service over MCP: node mastra.mjs "find my councillor by postcode"
import { Agent } from '@mastra/core/agent'
import { MCPClient } from '@mastra/mcp'

const { COMPOSE_MCP_URL, COMPOSE_MCP_TOKEN, COMPOSE_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY } = process.env
const goal = process.argv[2] ?? 'find my councillor by postcode'

const mcp = new MCPClient({
  servers: {
    compose: {
      url: new URL(COMPOSE_MCP_URL),
      requestInit: { headers: { authorization: `Bearer ${COMPOSE_MCP_TOKEN}` } },
      enableProgressTracking: true,
      // A first run takes a minute or two.
      timeout: 600_000,
    },
  },
})
try {
  await mcp.progress.onUpdate('compose', ({ message }) => console.error(message))
  const agent = new Agent({
    id: 'composer',
    name: 'composer',
    model: { providerId: 'own', modelId: COMPOSE_MODEL, url: OPENAI_BASE_URL, apiKey: OPENAI_API_KEY },
    instructions:
      'Compose the service that is asked for, with brief reports. Say what the report proves, and nothing more.',
    tools: await mcp.listTools(),
  })
  const { text } = await agent.generate(goal)
  console.log(text)
} finally {
  await mcp.disconnect()
}
