import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { answerFault, type Operation, type Schema, satisfies } from '../src/contract.ts'
import type { StartedComponent } from './component.ts'
import { unknownPath, wrongValue } from './wrong-values.ts'

/** A request that the operation accepts. */
export interface ValidRequest {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

export interface Conditions {
  /** By operationId: makes a new valid request each time, with what it needs (such as an opened case). */
  valid: Record<string, () => ValidRequest | Promise<ValidRequest>>
  /** Scopes are taken from the contract; a fixed subject may be needed where it matters. */
  subject?: string
}

const ownRequests: Conditions['valid'] = {
  exportPersonalData: () => ({ body: { email: 'nobody@example.com' } }),
  erasePersonalData: () => ({ body: { email: 'nobody@example.com' } }),
  sweepRetention: () => ({ body: {} }),
}

/** Registers tests that follow from the contract alone, for every operation of the component: one per (operation, condition). */
export function contractConditions(component: StartedComponent, conditions: Conditions): void {
  const valid = { ...ownRequests, ...conditions.valid }
  for (const operation of component.operations) {
    const make = valid[operation.operationId]
    if (!make) throw new Error(`contractConditions needs a valid request for ${operation.operationId}`)
    const caller = new Caller(component, operation, conditions.subject)
    rightsConditions(caller, make)
    bodyConditions(caller, make)
    keyConditions(caller, make)
    pathConditions(caller, make)
  }
}

type Make = () => ValidRequest | Promise<ValidRequest>

interface Sent {
  status: number
  body: unknown
  replayed: boolean
  code: unknown
}

class Caller {
  readonly component: StartedComponent
  readonly operation: Operation
  readonly subject: string

  constructor(component: StartedComponent, operation: Operation, subject = 'test-subject') {
    this.component = component
    this.operation = operation
    this.subject = subject
  }

  condition(name: string, run: () => Promise<void>): void {
    test(`${this.operation.operationId}: ${name}`, run)
  }

  token(): Promise<string> {
    return this.component.token({ scopes: this.operation.scope ? [this.operation.scope] : [], subject: this.subject })
  }

  /** Sends with the scope of the contract and a new key, unless told otherwise; null leaves the header out. */
  async send(
    request: ValidRequest,
    { key, token }: { key?: string | null; token?: string | null } = {},
  ): Promise<Sent> {
    const { operation } = this
    const headers: Record<string, string> = {}
    const bearer = token === undefined && operation.scope ? await this.token() : token
    if (bearer) headers.authorization = `Bearer ${bearer}`
    if (operation.idempotent && key !== null) headers['idempotency-key'] = key ?? randomUUID()
    if (request.body !== undefined) headers['content-type'] = 'application/json'
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
      encodeURIComponent(String(request.path?.[name])),
    )
    const query = new URLSearchParams(Object.entries(request.query ?? {}).map(([name, value]) => [name, String(value)]))
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const response = await this.component.fetch(`${path}?${query}`, { method: operation.method, headers, body })
    const text = await response.text()
    const answer = text === '' ? undefined : JSON.parse(text)
    const replayed = response.headers.get('idempotency-replayed') === 'true'
    return { status: response.status, body: answer, replayed, code: answer?.code }
  }
}

function rightsConditions(caller: Caller, make: Make): void {
  const { operation } = caller
  const { scope } = operation
  const held = scope ? ` with ${scope}` : ''
  caller.condition(`a valid request${held} is answered as the contract says`, async () => {
    const sent = await caller.send(await make())
    expect(sent).toMatchObject({ status: expect.toSatisfy((status: number) => status >= 200 && status < 400) })
    expect(answerFault(operation, sent.status, sent.body)).toBeUndefined()
  })
  if (!scope) return
  caller.condition('no token is 401', async () => {
    expect(await caller.send(await make(), { token: null })).toMatchObject({ status: 401, code: 'unauthenticated' })
  })
  caller.condition('a token that is not ours is 401', async () => {
    const token = await caller.component.token({ scopes: [scope], audience: 'urn:elsewhere' })
    expect(await caller.send(await make(), { token })).toMatchObject({ status: 401, code: 'unauthenticated' })
  })
  caller.condition('a token without the scope is 403, which names it', async () => {
    const token = await caller.component.token({ scopes: ['other:right'] })
    const sent = await caller.send(await make(), { token })
    expect(sent).toMatchObject({ status: 403, code: 'forbidden', body: { detail: expect.stringContaining(scope) } })
  })
}

function bodyConditions(caller: Caller, make: Make): void {
  const schema = caller.operation.bodySchema
  if (!schema) return
  const change = (name: string, value: unknown) => async () => {
    const request = await make()
    const sent = await caller.send({ ...request, body: { ...(request.body as object), [name]: value } })
    expect(sent).toMatchObject({ status: 400, code: 'invalid-request' })
    expect(JSON.stringify(sent.body)).toContain(`/body/${name}`)
  }
  for (const name of (schema.required as string[] | undefined) ?? [])
    caller.condition(`without ${name} is 400`, change(name, undefined))
  for (const [name, property] of Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {})) {
    const wrong = wrongValue(property)
    if (wrong) caller.condition(`${name} of a wrong type is 400`, change(name, wrong.value))
  }
  caller.condition('a body that is no object is 400', async () => {
    expect(await caller.send({ ...(await make()), body: 'text' })).toMatchObject({
      status: 400,
      code: 'invalid-request',
    })
  })
  if (schema.additionalProperties === false)
    caller.condition('an unknown field is 400', async () => {
      const request = await make()
      const sent = await caller.send({ ...request, body: { ...(request.body as object), 'not-in-the-contract': 1 } })
      expect(sent).toMatchObject({ status: 400, code: 'invalid-request' })
    })
}

function keyConditions(caller: Caller, make: Make): void {
  if (!caller.operation.idempotent) return
  caller.condition('no Idempotency-Key is 400', async () => {
    expect(await caller.send(await make(), { key: null })).toMatchObject({
      status: 400,
      code: 'idempotency-key-missing',
    })
  })
  caller.condition('a repeat with the same key has the same answer and no second effect', async () => {
    const request = await make()
    const key = randomUUID()
    const first = await caller.send(request, { key })
    const published = (await caller.component.events()).length
    const second = await caller.send(request, { key })
    expect(first.replayed).toBe(false)
    expect(second).toEqual({ ...first, replayed: true })
    expect(await caller.component.events()).toHaveLength(published)
  })
  caller.condition('the same key for another request is 422', async () => {
    const [one, other] = [await make(), await make()]
    const key = randomUUID()
    await caller.send(one, { key })
    const differs = JSON.stringify(one) !== JSON.stringify(other)
    const sent = await caller.send(other, { key })
    if (differs) expect(sent).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
    else expect(sent.replayed).toBe(true)
  })
}

function pathConditions(caller: Caller, make: Make): void {
  if (!caller.operation.path.includes('{') || !caller.operation.responses.has(404)) return
  caller.condition('an unknown id is 404', async () => {
    const request = await make()
    const path = unknownPath(request.path ?? {}, (candidate) => satisfies(caller.operation.pathSchema, candidate))
    expect(await caller.send({ ...request, path })).toMatchObject({ status: 404, code: 'not-found' })
  })
}
