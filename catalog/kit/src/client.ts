import { randomUUID } from 'node:crypto'
import { type Asked, ask } from './ask.ts'
import { contractOf, loadContract, type Operation } from './contract.ts'
import type { Answer, Call } from './operations.ts'
import { type Fault, ProblemResponse } from './problem.ts'

export interface CallOptions {
  /** Idempotency-Key; a random one when left out, so give one wherever the call may be repeated. */
  key?: string
  /** Instead of the client's own token, such as the signed-in person's. */
  token?: string
}

/** One function per operation: gives the body of the successful answer, throws ProblemResponse otherwise. */
export type Client<Ops> = {
  [K in keyof Ops]: Record<string, never> extends Call<Ops[K]>
    ? (call?: Call<Ops[K]>, options?: CallOptions) => Promise<Answer<Ops[K]>>
    : (call: Call<Ops[K]>, options?: CallOptions) => Promise<Answer<Ops[K]>>
}

export interface ClientOptions {
  url: string
  token: () => Promise<string>
  /** 10,000 unless given. */
  timeoutMs?: number
  /** Instead of the capability's own contract. */
  contract?: URL
}

interface AnyCall {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

/** A client of a capability by its contract. It never retries: workflow steps do. */
export function client<Ops>(capability: string, options: ClientOptions): Client<Ops> {
  const call = async (name: string, given: AnyCall = {}, { key, token }: CallOptions = {}) => {
    const operations = await loadContract(options.contract ?? contractOf(capability))
    const operation = operations.find(({ operationId }) => operationId === name)
    if (!operation) throw new Error(`${capability} has no operation ${name}`)
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
    if (operation.scope !== undefined) headers.authorization = `Bearer ${token ?? (await options.token())}`
    if (operation.idempotent) headers['idempotency-key'] = key ?? randomUUID()
    if (given.body !== undefined) headers['content-type'] = 'application/json'
    const body = given.body === undefined ? undefined : JSON.stringify(given.body)
    return request(capability, addressOf(options.url, operation, given), {
      method: operation.method,
      headers,
      body,
      timeoutMs: options.timeoutMs ?? 10_000,
    })
  }
  return new Proxy({} as Client<Ops>, {
    // `then` would make the client look like a promise to `await`.
    get: (_target, name) =>
      typeof name === 'string' && name !== 'then'
        ? (given?: AnyCall, callOptions?: CallOptions) => call(name, given, callOptions)
        : undefined,
  })
}

function addressOf(base: string, operation: Operation, { path = {}, query = {} }: AnyCall): URL {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => segmentOf(name, path[name]))
  const url = new URL(base.replace(/\/$/, '') + filled)
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) url.searchParams.append(name, String(one))
  return url
}

/** One part of a path. Nothing, or dots alone, however they are written, would make it the path of another operation. */
function segmentOf(name: string, value: unknown): string {
  const text = String(value ?? '')
  if (/^\.{0,2}$/.test(text))
    throw new ProblemResponse(400, 'invalid-request', `${name} is nothing that can be asked about.`)
  return encodeURIComponent(text)
}

async function request(name: string, url: URL, asked: Asked): Promise<never> {
  const answer = await ask(url, asked).catch((cause) => {
    throw new ProblemResponse(503, 'unavailable', `${name} does not answer.`, { cause })
  })
  const text = await answer.text().catch((cause) => {
    throw new ProblemResponse(503, 'unavailable', `${name} broke off its answer.`, { cause })
  })
  const { status } = answer
  const body = parsed(text)
  // The contract gives the body its type; TypeScript knows it by the operation's name.
  if (status >= 200 && status < 300) return body as never
  // No contract has redirects: something else stands there in the part's place.
  if (status < 400) throw new ProblemResponse(503, 'unavailable', `${name} answered ${status}.`)
  const problem = (typeof body === 'object' && body !== null ? body : {}) as {
    code?: unknown
    detail?: unknown
    errors?: unknown
  }
  throw new ProblemResponse(
    status,
    String(problem.code ?? codeOf(status)),
    String(problem.detail ?? `${name} answered ${status}.`),
    { errors: faultsIn(problem.errors) },
  )
}

const faultsIn = (errors: unknown): Fault[] =>
  (Array.isArray(errors) ? errors : []).map((one) => ({
    pointer: String(one?.pointer ?? ''),
    detail: String(one?.detail ?? ''),
  }))

function codeOf(status: number): string {
  return status === 502 || status === 503 || status === 504 ? 'unavailable' : 'unexpected'
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
