import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js'
import { bounded, ComposeError } from '../errors.ts'
import { attempt } from '../operations/attempt.ts'
import { type Context, operations } from '../operations.ts'
import { addResources } from './resources.ts'
import { insideRoots } from './roots.ts'
import { nameOf, toolOf } from './tools.ts'
import { wordsOf } from './words.ts'

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

export interface ServerOptions {
  version: string
  /** Absolute folders that may be read and written; relative paths start in the first. */
  roots: readonly string[]
  env: Readonly<Record<string, string | undefined>>
}

export interface OwnServer {
  server: Server
  /** Whether a call is still at work. */
  isBusy(): boolean
  /** Closes the connection, cancels what still runs, and waits until that has tidied up behind it. */
  end(): Promise<void>
}

/**
 * An MCP server with one tool per operation, and the catalogue as resources. It is built on the SDK's plain `Server`: the
 * operations check their inputs themselves, so that a mistake comes back as a report like any other.
 */
export function createServer(options: ServerOptions): OwnServer {
  const server = new Server(
    { name: 'compose', title: 'compose', version: options.version },
    {
      capabilities: { tools: {}, resources: {} },
      instructions:
        'Plan first and show the plan to the person; then compose or apply it. A pass is only what the report proves.',
    },
  )
  const offered = operations.filter((one) => !one.untilStopped)
  const running = new Set<Promise<unknown>>()
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: offered.map(toolOf) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const operation = offered.find((one) => nameOf(one) === params.name)
    if (!operation) throw new McpError(ErrorCode.InvalidParams, bounded(`There is no tool "${params.name}".`))
    const attempting = attempt(operation, params.arguments ?? {}, contextOf(extra, options))
    running.add(attempting)
    const { report, error } = await attempting.finally(() => {
      running.delete(attempting)
      // No answer follows a cancelled call, so its stream would stay open.
      if (extra.signal.aborted) extra.closeSSEStream?.()
    })
    return {
      content: [{ type: 'text', text: JSON.stringify(report) }],
      structuredContent: report,
      isError: error !== undefined,
    }
  })
  addResources(server)
  return {
    server,
    isBusy: () => running.size > 0,
    async end() {
      await server.close()
      await Promise.allSettled(running)
    },
  }
}

function contextOf(extra: Extra, { roots, env }: ServerOptions): Context {
  const token = extra._meta?.progressToken
  let progress = 0
  return {
    cwd: roots[0]!,
    env,
    signal: interruption(extra.signal),
    emit(event) {
      if (token === undefined || extra.signal.aborted) return
      progress += 1
      const params = { progressToken: token, progress, message: wordsOf(event) }
      // A client that has gone away cannot be told; the work goes on until it is cancelled.
      extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined)
    },
    reach: (path) => insideRoots(roots, path),
    nameOf: (field) => field,
    isClient: true,
  }
}

/** The same signal with a reason that says what it means for the run: the client cancelled, or the connection is closed. */
function interruption(signal: AbortSignal): AbortSignal {
  const cancelling = new AbortController()
  const reason = new ComposeError('interrupted', 'The call was cancelled; nothing was half-written.', {
    suggestion: 'Call it again: what was proved so far is kept.',
  })
  signal.addEventListener('abort', () => cancelling.abort(reason), { once: true })
  return cancelling.signal
}
