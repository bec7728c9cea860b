import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import type { CallToolResult, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import type { ComposeEvent } from '../events.ts'
import { attempt } from '../operations/attempt.ts'
import { type Context, type Operation, operations } from '../operations.ts'
import { addResources } from './resources.ts'
import { insideRoots } from './roots.ts'

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

export interface ServerOptions {
  version: string
  /** Absolute folders that may be read and written; relative paths start in the first. */
  roots: readonly string[]
  env: Readonly<Record<string, string | undefined>>
}

/** An MCP server with one tool per operation, and the catalogue as resources. */
export function createServer(options: ServerOptions): McpServer {
  const server = new McpServer(
    { name: 'compose', title: 'compose', version: options.version },
    {
      instructions:
        'Plan first and show the plan to the person; then compose or apply it. A pass is only what the report proves.',
    },
  )
  for (const operation of operations.filter((one) => !one.untilStopped)) addTool(server, operation, options)
  addResources(server)
  return server
}

function addTool(server: McpServer, operation: Operation, options: ServerOptions): void {
  const fields = Object.entries(operation.input.shape).filter(([name]) => !operation.terminalOnly?.includes(name))
  server.registerTool(
    operation.name.replaceAll(' ', '_'),
    {
      title: operation.title,
      description: operation.description,
      inputSchema: z.strictObject(Object.fromEntries(fields)),
      outputSchema: operation.output,
      annotations: {
        title: operation.title,
        readOnlyHint: operation.hints.readOnly,
        destructiveHint: operation.hints.destructive,
        idempotentHint: true,
        // With a model behind it, it speaks to an endpoint.
        openWorldHint: 'callTimeout' in operation.input.shape,
      },
    },
    (input: Record<string, unknown>, extra: Extra) => call(operation, input, contextOf(extra, options)),
  )
}

async function call(operation: Operation, input: Record<string, unknown>, context: Context): Promise<CallToolResult> {
  const { report, error } = await attempt(operation, input, context)
  const content: CallToolResult['content'] = [{ type: 'text', text: JSON.stringify(report) }]
  return { content, structuredContent: report, isError: error !== undefined }
}

function contextOf(extra: Extra, { roots, env }: ServerOptions): Context {
  const token = extra._meta?.progressToken
  let progress = 0
  return {
    cwd: roots[0]!,
    env,
    signal: extra.signal,
    emit(event) {
      if (token === undefined) return
      progress += 1
      const params = { progressToken: token, progress, message: wordsOf(event) }
      // A client that has gone away cannot be told; the work goes on until it is cancelled.
      extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined)
    },
    reach: (path) => insideRoots(roots, path),
    nameOf: (field) => field,
  }
}

function wordsOf(event: ComposeEvent): string {
  switch (event.type) {
    case 'step-started':
      return `${event.step} …`
    case 'step-finished':
      return `${event.step}: ${event.milliseconds} ms`
    case 'progress':
      return `${event.step}: ${event.message}`
    case 'lap-finished':
      return `lap ${event.lap}: ${event.failures} failures`
    case 'agent-started':
      return `${event.agent} begins`
    case 'agent-finished':
      return event.problem ? `${event.agent}: ${event.problem}` : `${event.agent} has answered`
    case 'call-started':
      return `${event.agent} asks ${event.model} …`
    case 'call-finished':
      return `${event.agent}: ${event.inputTokens} tokens in, ${event.outputTokens} out`
    case 'call-failed':
      return `${event.agent}: no answer from ${event.model} (${event.problem})`
    case 'tool-used':
      return `${event.agent} looks something up with ${event.tool}`
    case 'try-started':
      return `goal ${event.goal} of ${event.goals}: try ${event.turn} of ${event.turns} by ${event.brain} …`
    case 'try-finished':
      return `goal ${event.goal} of ${event.goals}: try ${event.turn} of ${event.turns} by ${event.brain} ${event.outcome}`
    case 'warning':
      return event.message
  }
}
