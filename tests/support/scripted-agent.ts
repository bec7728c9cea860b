import { Agent, MCPServerStdio, type Model, type ModelRequest, run, setTracingDisabled, Usage } from '@openai/agents'
import { bin } from '../cli/run.ts'

// Nothing of what agents do is told to anybody.
setTracingDisabled(true)

type Output = Awaited<ReturnType<Model['getResponse']>>['output']

/** A model that calls one tool with these arguments until its result is as wished, as a real one does after an error. */
class Persistent implements Model {
  readonly results: string[] = []
  readonly #call: { name: string; arguments: string }
  readonly #good: (result: string) => boolean

  constructor(name: string, args: object, good: (result: string) => boolean) {
    this.#call = { name, arguments: JSON.stringify(args) }
    this.#good = good
  }

  async getResponse({ input }: ModelRequest) {
    const last = typeof input === 'string' ? undefined : input.at(-1)
    if (last?.type === 'function_call_result') this.results.push(textOf(last.output))
    const latest = this.results.at(-1)
    const output: Output =
      latest !== undefined && this.#good(latest)
        ? [
            {
              type: 'message',
              role: 'assistant',
              status: 'completed',
              content: [{ type: 'output_text', text: latest }],
            },
          ]
        : [{ type: 'function_call', callId: `call-${this.results.length}`, status: 'completed', ...this.#call }]
    return { usage: new Usage(), output }
  }

  getStreamedResponse(): never {
    throw new Error('This run does not stream.')
  }
}

function textOf(output: unknown): string {
  if (typeof output === 'string') return output
  if (Array.isArray(output)) return output.map(textOf).join('')
  return typeof output === 'object' && output !== null && 'text' in output
    ? String(output.text)
    : JSON.stringify(output)
}

/** Lets an agent of @openai/agents, with all its limits as they are by default, call one tool of the real server. */
export async function askAgent(
  tool: { name: string; args: object; good: (result: string) => boolean },
  { root, env }: { root: string; env: Record<string, string> },
): Promise<{ results: string[]; final: string | undefined }> {
  const server = new MCPServerStdio({ command: process.execPath, args: [bin, 'mcp', '--root', root], env })
  await server.connect()
  try {
    const model = new Persistent(tool.name, tool.args, tool.good)
    const agent = new Agent({ name: 'composer', model, mcpServers: [server] })
    const { finalOutput } = await run(agent, 'Compose a case triage service.', { maxTurns: 5 })
    return { results: model.results, final: finalOutput }
  } finally {
    await server.close()
  }
}
