import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contractOf, loadContract, type Operation } from '../../src/contract.ts'

/** One call that went from the service to a component, as it went over the wire. */
export interface Call {
  capability: string
  operation: string
  key: string | undefined
  path: Record<string, string>
  query: Record<string, string>
  body: Record<string, unknown>
  status: number
  answer: Record<string, unknown>
}

/** What goes wrong next with one operation. */
export interface Fault {
  operation: string
  /** `down`: nobody answers. `broken`: the change is made and the answer lost. `kill`: likewise, and the service is killed. */
  kind: 'down' | 'broken' | 'kill'
  times: number
}

export interface Gate {
  url: string
  stop(): Promise<void>
}

interface Stage {
  calls: Call[]
  faults: Fault[]
  kill(): Promise<void>
}

/** Stands between the service and one component: passes everything on, keeps what went by, and breaks what a test asks for. */
export async function startGate(capability: string, target: string, stage: Stage): Promise<Gate> {
  const operations = await loadContract(contractOf(capability))
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', target)
    const found = match(operations, request.method ?? 'GET', url.pathname)
    const operation = `${capability}.${found?.operation.operationId ?? 'unknown'}`
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const fault = stage.faults.find((one) => one.operation === operation && one.times > 0)
    if (fault) fault.times -= 1
    if (fault?.kind === 'down') return void response.destroy()
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name))
        headers.set(name, String(value))
    }
    const body = Buffer.concat(chunks)
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers,
      redirect: 'manual',
      ...(body.length > 0 ? { body } : {}),
    })
    const text = await answer.text()
    stage.calls.push({
      capability,
      operation,
      key: request.headers['idempotency-key'] as string | undefined,
      path: found?.path ?? {},
      query: Object.fromEntries(url.searchParams),
      body: object(body.toString('utf8')),
      status: answer.status,
      answer: object(text),
    })
    if (fault?.kind === 'kill') await stage.kill()
    if (fault) return void response.destroy()
    const back = Object.fromEntries(
      [...answer.headers].filter(
        ([name]) =>
          !['connection', 'content-length', 'transfer-encoding', 'content-encoding', 'keep-alive'].includes(name),
      ),
    )
    response.writeHead(answer.status, back).end(text)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
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

function object(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
