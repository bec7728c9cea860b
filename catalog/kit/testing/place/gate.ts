import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as open,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { contractOf, loadContract, type Operation } from '../../src/contract.ts'
import type { Calls } from './calls.ts'

/** What goes wrong next with one operation. */
export interface Fault {
  operation: string
  /**
   * `down`: nobody answers. `refused`: 409. `broken`: the change is made and the answer lost. `kill`: likewise, and the
   * service is killed. `changed`: members of every answer are others from now on.
   */
  kind: 'down' | 'refused' | 'broken' | 'kill' | 'changed'
  /** The members of a changed answer. */
  answer?: Record<string, unknown>
  /** Only calls with this reference, or another text that stands in them; any unless given. */
  about?: string
  /** How often it has not yet come about. */
  times: number
  /** How often it is coming about right now. */
  begun?: number
}

export interface Gate {
  url: string
  /** How many calls are on their way right now. */
  passing(): number
  stop(): Promise<void>
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

interface Stage {
  calls: Calls
  faults: Fault[]
  kill(): Promise<void>
}

/** Stands between the service and one component: passes everything on, keeps what went by, and breaks what a test asks for. */
export async function startGate(capability: string, target: string, stage: Stage): Promise<Gate> {
  const operations = await loadContract(contractOf(capability))
  const agent = new Agent({ keepAlive: true })
  let passing = 0
  const server = createServer((request, response) => {
    passing += 1
    pass(request, response)
      .catch(() => response.destroy())
      .finally(() => {
        passing -= 1
      })
  })

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', target)
    const found = match(operations, request.method ?? 'GET', url.pathname)
    const operation = `${capability}.${found?.operation.operationId ?? 'unknown'}`
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const sent = `${url.pathname}${url.search} ${body} ${request.headers['idempotency-key'] ?? ''}`
    const faults = stage.faults.filter(
      (one) =>
        one.operation === operation &&
        one.kind !== 'changed' &&
        one.times > (one.begun ?? 0) &&
        (!one.about || sent.includes(one.about)),
    )
    // What a test asked for about its own record comes before what another, at the same time, asked for about any.
    const fault = faults.find((one) => one.about) ?? faults[0]
    if (fault) fault.begun = (fault.begun ?? 0) + 1
    const happened = () => {
      if (!fault) return
      fault.times -= 1
      fault.begun! -= 1
      if (fault.kind !== 'refused') {
        response.destroy()
        return
      }
      const problem = { code: 'conflict', status: 409, detail: 'This was refused by a test.' }
      response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
    }
    if (fault?.kind === 'down' || fault?.kind === 'refused') return happened()
    const answer = changed(await passOn(url, request, body), operation, sent)
    stage.calls.add({
      capability,
      operation,
      key: request.headers['idempotency-key'] as string | undefined,
      path: found?.path ?? {},
      query: Object.fromEntries(url.searchParams),
      body: object(body),
      status: answer.status,
      answer: object(answer.body),
    })
    if (fault?.kind === 'kill') await stage.kill()
    if (fault) return happened()
    response.writeHead(answer.status, answer.headers).end(answer.body)
  }

  /** What a test wants to have been answered instead. What it is about may stand in the answer as well. */
  function changed(answer: Answer, operation: string, sent: string): Answer {
    const about = `${sent} ${answer.body}`
    const wanted = stage.faults.filter(
      (one) => one.operation === operation && one.kind === 'changed' && (!one.about || about.includes(one.about)),
    )
    if (wanted.length === 0 || answer.status >= 300) return answer
    const { 'content-length': _, ...headers } = answer.headers
    const body = Object.assign(object(answer.body), ...wanted.map((one) => one.answer))
    return { ...answer, headers, body: Buffer.from(JSON.stringify(body)) }
  }

  /** Not by `fetch`, which takes three times the work, and all calls of all tests come through here. */
  async function passOn(url: URL, { method, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const asked = open(url, { agent, method, headers: { ...own(headers), host: url.host } })
    // One that breaks off later shows in its answer.
    asked.on('error', () => {}).end(body)
    const [given]: IncomingMessage[] = await once(asked, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of given!) chunks.push(chunk as Buffer)
    return { status: given!.statusCode!, headers: own(given!.headers), body: Buffer.concat(chunks) }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passing: () => passing,
    stop: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function match(operations: readonly Operation[], method: string, pathname: string) {
  for (const operation of operations) {
    if (operation.method !== method) continue
    const names: string[] = []
    const pattern = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
    const values = new RegExp(`^${pattern}$`).exec(pathname)
    if (values)
      return {
        operation,
        path: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index + 1] ?? '')])),
      }
  }
  return undefined
}

/** Without those that are about one connection, not about the message. */
function own(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _connection, 'keep-alive': _kept, 'transfer-encoding': _coding, ...rest } = headers
  return rest
}

function object(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
