import { Agent, type IncomingHttpHeaders, request as open } from 'node:http'
import { connect } from 'node:net'

export interface Asked {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
  /** An address of loopback to come from: limits are kept by address. */
  from?: string
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** milliseconds until all of it was there */
  took: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 })
const patience = 40_000

/** One request on a connection that is kept. Follows no redirect. Throws when there is no answer in 40 seconds. */
export async function ask(base: string, path: string, asked: Asked = {}): Promise<Answer> {
  // A server may close a kept connection in the moment in which it is used again.
  return askOnce(base, path, asked).catch((error: Broken) => {
    if (error.reused) return askOnce(base, path, asked)
    throw error
  })
}

interface Broken extends Error {
  reused?: boolean
}

function askOnce(base: string, path: string, { method = 'GET', headers = {}, body, from }: Asked): Promise<Answer> {
  const { hostname, port } = new URL(base)
  const began = performance.now()
  return new Promise<Answer>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = open(
      { agent, hostname, port, path, method, headers: { ...length, ...headers }, localAddress: from },
      (response) => {
        const chunks: Buffer[] = []
        response.on('error', reject)
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: text,
            took: performance.now() - began,
          })
        })
      },
    )
    sent.setTimeout(patience, () => sent.destroy(new Error(`no answer in ${patience} ms`)))
    sent.on('error', (error) => reject(Object.assign(error, { reused: sent.reusedSocket })))
    sent.end(body)
  })
}

/** Sends bytes that no client would send, on a connection of its own; all that came back, as text. */
export function askRaw(base: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    // A server that waits for more has answered nothing, which is no harm; one that has answered may keep the connection.
    socket.setTimeout(400, () => socket.destroy())
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(said)
      else reject(error)
    })
    socket.on('close', () => resolve(said))
  })
}

export const closeConnections = (): void => agent.destroy()
