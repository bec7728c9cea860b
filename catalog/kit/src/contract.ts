import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { $RefParser } from '@apidevtools/json-schema-ref-parser'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { plainValue } from './plain.ts'
import { type Fault, Problem } from './problem.ts'

export type Schema = Record<string, unknown>

export interface Operation {
  operationId: string
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in the contract: /cases/{reference}. */
  path: string
  /** What a caller must hold; undefined when it is public. */
  scope: string | undefined
  /** Whether the Idempotency-Key header is needed. */
  idempotent: boolean
  pathSchema: Schema
  querySchema: Schema
  bodySchema: Schema | undefined
  bodyRequired: boolean
  /** By status: the JSON schema of the body, or undefined where the answer has none. */
  responses: Map<number, Schema | undefined>
}

interface Parameter {
  name: string
  in: string
  required?: boolean
  schema?: Schema
}

interface OperationDocument {
  operationId?: string
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>
  'x-idempotent'?: boolean
}

interface Document {
  security?: Record<string, string[]>[]
  paths?: Record<string, Record<string, OperationDocument> & { parameters?: Parameter[] }>
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete']

const loaded = new Map<string, Promise<Operation[]>>()

/** The shared type of a schema, which is the name of the file that the contract refers to. */
const types = new WeakMap<object, string>()

/** Where the contract of a capability lies beside this kit. */
export function contractOf(capability: string): URL {
  return new URL(`../../capabilities/${capability}/openapi.yaml`, import.meta.url)
}

/** Reads an OpenAPI 3.1 contract with the files it refers to (never the network). Read once per process. */
export function loadContract(location: URL): Promise<Operation[]> {
  const reading = loaded.get(location.href) ?? read(location)
  loaded.set(location.href, reading)
  return reading
}

async function read(location: URL): Promise<Operation[]> {
  const file = fileURLToPath(location)
  // Read first: the parser's own message for a missing file does not say which.
  await readFile(file).catch((cause) => {
    throw new Error(`There is no contract at ${file}`, { cause })
  })
  const parser = new $RefParser()
  const document = (await parser.dereference(file, {
    resolve: { http: false },
    dereference: {
      onDereference: (reference, schema) => {
        const type = /(?:^|\/)(\w+)\.yaml$/.exec(reference)?.[1]
        if (type !== undefined && typeof schema === 'object' && schema !== null) types.set(schema, type)
      },
    },
  })) as Document
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const found = item[method]
      return found ? [operationOf(method, path, found, item.parameters ?? [], document)] : []
    }),
  )
}

/** The shared type that a schema of a contract is, by the name of its file; undefined for what the contract spells out. */
export function typeOf(schema: Schema): string | undefined {
  return types.get(schema)
}

function operationOf(
  method: string,
  path: string,
  found: OperationDocument,
  shared: Parameter[],
  document: Document,
): Operation {
  if (!found.operationId) throw new Error(`${method.toUpperCase()} ${path} has no operationId`)
  const parameters = [...shared, ...(found.parameters ?? [])]
  const safe = method === 'get' || method === 'head'
  return {
    operationId: found.operationId,
    method: method.toUpperCase() as Operation['method'],
    path,
    scope: scopeIn(found.operationId, found.security ?? document.security),
    idempotent: !safe && found['x-idempotent'] !== false,
    pathSchema: parametersSchema(parameters, 'path'),
    querySchema: parametersSchema(parameters, 'query'),
    bodySchema: found.requestBody?.content?.['application/json']?.schema,
    bodyRequired: found.requestBody?.required === true,
    responses: new Map(
      Object.entries(found.responses ?? {}).map(([status, response]) => [
        Number(status),
        response.content?.['application/json']?.schema ?? response.content?.['application/problem+json']?.schema,
      ]),
    ),
  }
}

/** Several would mean that any of them is enough, or that all are needed: no contract says so. Nor is one open by mistake. */
function scopeIn(operationId: string, security: Record<string, string[]>[] | undefined): string | undefined {
  const [scope, ...more] = (security ?? []).flatMap((alternative) => Object.values(alternative).flat())
  if (more.length === 0 && (scope !== undefined || security?.length === 0)) return scope
  throw new Error(`${operationId} must name exactly one scope, or security: [] when everybody may call it`)
}

function parametersSchema(parameters: Parameter[], place: string): Schema {
  const here = parameters.filter((parameter) => parameter.in === place)
  return {
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema ?? {}])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  }
}

// strict is off because contracts carry keywords of their own (x-role, example).
const options = { strict: false, allErrors: true }
const exact = new Ajv2020(options)
const coercing = new Ajv2020({ ...options, coerceTypes: 'array', useDefaults: true })
for (const ajv of [exact, coercing]) addFormats.default(ajv)

const compiled = new WeakMap<Schema, ValidateFunction>()

function validatorOf(schema: Schema, ajv: Ajv2020): ValidateFunction {
  const validator = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, validator)
  return validator
}

/** True when the value satisfies the schema. */
export function satisfies(schema: Schema, value: unknown): boolean {
  return validatorOf(schema, exact)(value)
}

export interface Input {
  path: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
}

/**
 * The request as the contract has it: texts made plain, path and query as their types, nothing undeclared in them. Throws
 * Problem invalid-request.
 */
export function checkRequest(operation: Operation, input: Input): Input {
  const path = declared(operation.pathSchema, input.path)
  const query = declared(operation.querySchema, input.query)
  const body = plainValue(operation.bodySchema ?? {}, input.body)
  const faults = [
    ...faultsOf(operation.pathSchema, path, '/path', coercing),
    ...faultsOf(operation.querySchema, query, '/query', coercing),
    ...bodyFaults(operation, body),
  ]
  if (faults.length > 0)
    throw new Problem('invalid-request', 'The request does not fit the contract.', faults.slice(0, 20))
  return { path, query, body: operation.bodySchema ? body : undefined }
}

/** Checks a body as the operation's contract has it, for what did not come in by HTTP. Throws Problem invalid-request. */
export async function checkBody(location: URL, operationId: string, body: unknown): Promise<void> {
  const operation = (await loadContract(location)).find((one) => one.operationId === operationId)
  if (!operation) throw new Error(`the contract has no operation ${operationId}`)
  const faults = bodyFaults(operation, body)
  if (faults.length > 0)
    throw new Problem('invalid-request', 'The request does not fit the contract.', faults.slice(0, 20))
}

function declared(schema: Schema, values: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(schema.properties as Schema)
  const known = names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]])
  return plainValue(schema, Object.fromEntries(known)) as Record<string, unknown>
}

function bodyFaults({ bodySchema, bodyRequired }: Operation, body: unknown): Fault[] {
  if (!bodySchema) return []
  if (body === undefined || body === null) return bodyRequired ? [{ pointer: '/body', detail: 'is missing' }] : []
  if (isDeep(body)) return [{ pointer: '/body', detail: 'is nested too deeply' }]
  const faults = faultsOf(bodySchema, body, '/body', exact)
  return isUnicode(body) ? faults : [{ pointer: '/body', detail: 'holds half a character' }, ...faults]
}

/** Levels of a body; no contract has as many. Whoever walks through one makes as many calls, and the stack is finite. */
const deepest = 32

function isDeep(body: unknown): boolean {
  let level = [body]
  for (let depth = 0; depth < deepest; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
    if (level.length === 0) return false
  }
  return true
}

/** Half a surrogate pair is no text: it can be neither stored nor sent on. A pattern says that only to some engines. */
function isUnicode(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, item]) => name.isWellFormed() && isUnicode(item))
}

function faultsOf(schema: Schema, value: unknown, base: string, ajv: Ajv2020): Fault[] {
  const validator = validatorOf(schema, ajv)
  if (validator(value)) return []
  return (validator.errors ?? []).map((error) => faultOf(error, base))
}

/** The words come from the contract; the names of unknown properties are the client's, so they are left out. */
function faultOf(error: ErrorObject, base: string): Fault {
  const pointer = base + error.instancePath
  if (error.keyword === 'required')
    return { pointer: `${pointer}/${error.params.missingProperty}`, detail: 'is missing' }
  if (error.keyword === 'enum') return { pointer, detail: `must be one of ${error.params.allowedValues.join(', ')}` }
  return { pointer, detail: error.message ?? 'is not valid' }
}

/** The members of an answer's body that are marked `x-secret`: they are told once and kept nowhere readable. */
export function secretsOf(operation: Operation, status: number): string[] {
  const properties = (operation.responses.get(status)?.properties ?? {}) as Record<string, Schema>
  return Object.keys(properties).filter((name) => properties[name]?.['x-secret'] === true)
}

/** What is wrong with an answer by the contract, or undefined. */
export function answerFault(operation: Operation, status: number, body: unknown): string | undefined {
  if (!operation.responses.has(status)) return `status ${status} is not in the contract`
  const schema = operation.responses.get(status)
  if (!schema) return body === undefined ? undefined : 'the contract has no body here'
  const faults = faultsOf(schema, body, '/body', exact)
  return faults.length === 0 ? undefined : faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
}
