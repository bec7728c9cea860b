import { randomUUID } from 'node:crypto'
import type { Operation, Schema } from '../../../catalog/kit/src/contract.ts'
import { type Answer, ask } from './ask.ts'
import { type Caller, newReference, type World } from './world.ts'

/** A request of an operation, in the parts that a try may change. */
export interface Request {
  path: Record<string, string>
  query: Record<string, string>
  body: Record<string, unknown> | undefined
}

type Ids = Record<string, string>

/** A request that the operation takes: by its schemas, with ids of what there is by their names. */
export async function validRequest(world: World, operation: Operation): Promise<Request> {
  const ids = await idsFor(world, operation)
  const given = (name: string, schema: Schema): unknown => ids[name] ?? sample(schema, ids)
  const parameters = (schema: Schema) =>
    Object.fromEntries(
      (schema.required as string[]).map((name) => [
        name,
        String(given(name, (schema.properties as Record<string, Schema>)[name]!)),
      ]),
    )
  const { bodySchema } = operation
  const body = bodySchema && (sample(bodySchema, ids) as Record<string, unknown>)
  return { path: parameters(operation.pathSchema), query: parameters(operation.querySchema), body }
}

async function idsFor(world: World, { operationId, method, path }: Operation): Promise<Ids> {
  const reads = method === 'GET'
  const about = (name: string) => path.includes(`{${name}}`)
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const { caseworker } = world.ids
  const common = { assignee: caseworker, person: caseworker, messageId: world.bystander.messageId, dueAt: tomorrow }
  if (about('personId')) return { ...common, personId: reads ? world.ids.caseworker : await world.freshAccount() }
  if (/attention/i.test(path) && about('reference')) return { ...common, reference: world.stuck() }
  if (operationId === 'openCase') return { ...common, reference: newReference() }
  if (operationId === 'sendAnother') return { ...common, reference: await world.writtenTo() }
  if (operationId === 'reopenCase' || operationId === 'askForReview')
    return { ...common, reference: await world.freshCase(true) }
  if (operationId === 'answerQuestion') return { ...common, reference: await askedCase(world) }
  if (about('reference') && !reads) return { ...common, reference: await world.freshCase() }
  return { ...common, reference: world.bystander.reference }
}

/** A case that waits for an answer. */
async function askedCase({ freshCase, call, program }: World): Promise<string> {
  const one = await freshCase()
  const body = { question: 'Which day?' }
  await call('case-management', 'POST', `/cases/${one}/question`, program('cases:work').token, body)
  return one
}

function sample(schema: Schema, ids: Ids): unknown {
  const {
    type,
    examples,
    properties,
    required = [],
    minProperties,
  } = schema as {
    type?: string
    examples?: unknown[]
    properties?: Record<string, Schema>
    required?: string[]
    minProperties?: number
  }
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  if (Array.isArray(schema.enum)) return schema.enum[0]
  // Of somebody new each time: an account has one of its own, and nobody is written to without end.
  if (schema.format === 'email') return `fresh-${randomUUID()}@place.example`
  // Of an object that may have any of its members, its first: a contact is an address, and a new one each time.
  if (type === 'object' && (!examples || (minProperties && required.length === 0))) {
    const names =
      required.length === 0 && minProperties ? Object.keys(properties ?? {}).slice(0, minProperties) : required
    return Object.fromEntries(names.map((name) => [name, ids[name] ?? sample(properties![name]!, ids)]))
  }
  if (examples) return examples[0]
  if (type === 'array') return [sample(schema.items as Schema, ids)]
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return false
  const [first] = (schema.anyOf ?? schema.oneOf ?? []) as Schema[]
  return first ? sample(first, ids) : 'Sample words'
}

export interface Sending {
  token?: string | undefined
  key?: string
  headers?: Record<string, string | string[]>
  /** instead of the request's own body */
  raw?: string | Buffer
}

/** Any text as a part of an address; half characters as the bytes that some clients would send. */
export const encoded = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) =>
      /[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')

/** Sends a request of an operation to its server. */
export function send(
  url: string,
  operation: Operation,
  { path, query, body }: Request,
  sending: Sending,
): Promise<Answer> {
  const target = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encoded(path[name]!))
  const asked = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
  const content = sending.raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const headers = {
    ...(sending.token !== undefined && { authorization: `Bearer ${sending.token}` }),
    ...(operation.idempotent && { 'idempotency-key': sending.key ?? randomUUID() }),
    ...(content !== undefined && { 'content-type': 'application/json' }),
    ...sending.headers,
  }
  const address = `${target}${asked.length > 0 ? `?${asked.join('&')}` : ''}`
  return ask(url, address, { method: operation.method, headers, ...(content !== undefined && { body: content }) })
}

/** Whether the contract lets somebody call an operation. */
export const mayCall = ({ scope }: Operation, { scopes }: Caller): boolean =>
  scope === undefined || scopes.includes(scope)

/** Somebody whom the contract lets call it. */
export function callerFor(world: World, operation: Operation): Caller {
  const found = world.callers.find((caller) => mayCall(operation, caller))
  if (!found) throw new Error(`nobody there may call ${operation.operationId}: it wants ${operation.scope}`)
  return found
}
