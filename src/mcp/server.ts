import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js'
import { bounded } from '../errors.ts'
import { operations } from '../operations.ts'
import { type CallOptions, call } from './call.ts'
import { offerCompletion } from './completion.ts'
import { offerPrompts } from './prompts.ts'
import { readOperation } from './read.ts'
import { catalogueSource } from './resources/catalogue.ts'
import { offerResources } from './resources/offer.ts'
import { reportSource } from './resources/reports.ts'
import { runSource } from './resources/runs.ts'
import { nameOf, toolOf, withBrief } from './tools.ts'

export interface ServerOptions extends CallOptions {
  version: string
}

export interface OwnServer {
  server: Server
  /** Whether a call is still at work. */
  isBusy(): boolean
  /** Closes the connection, cancels what still runs, and waits until that has tidied up behind it. */
  end(): Promise<void>
}

/**
 * An MCP server with one tool per operation, and one that reads; the catalogue, runs and long results as resources; and prompts for what people usually
 * ask. It is built on the SDK's plain `Server`: the operations check their inputs themselves, so that a mistake comes back as a
 * report like any other.
 */
export function createServer(options: ServerOptions): OwnServer {
  const server = new Server(
    { name: 'compose', title: 'compose', version: options.version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {}, logging: {} },
      instructions:
        'Plan first and show the plan to the person; then compose or apply it. A pass is only what the report proves.',
    },
  )
  const running = new Set<Promise<unknown>>()
  const reports = reportSource()
  const sources = [catalogueSource(), runSource(options), reports]
  const offered = [
    ...operations.filter((one) => !one.untilStopped).map(withBrief),
    // It has pages of its own.
    readOperation(sources),
  ]
  // In one piece: most clients ask for no second page of tools.
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: offered.map(toolOf) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const operation = offered.find((one) => nameOf(one) === params.name)
    if (!operation) throw new McpError(ErrorCode.InvalidParams, bounded(`There is no tool "${params.name}".`))
    const input = params.arguments ?? {}
    const calling = call(operation, input, server, extra, options)
    running.add(calling)
    const { report, error } = await calling.finally(() => {
      running.delete(calling)
      // No answer follows a cancelled call, so its stream would stay open.
      if (extra.signal.aborted) extra.closeSSEStream?.()
    })
    const said = input.brief === true ? reports.abridge(report) : { report, left: [] }
    return {
      content: [JSON.stringify(said.report), ...said.left].map((text) => ({ type: 'text', text })),
      structuredContent: said.report,
      isError: error !== undefined,
    }
  })
  offerResources(server, sources)
  offerPrompts(server, sources)
  offerCompletion(server, sources, options.roots)
  return {
    server,
    isBusy: () => running.size > 0,
    async end() {
      await server.close()
      await Promise.allSettled(running)
    },
  }
}
