import type { Output } from '../../catalog/contract.ts'
import { type Composition, stopRules } from '../../schema.ts'
import { changes, type ServiceOperation } from './api/operation.ts'
import { frameSchemas } from './api/schemas.ts'
import { type } from './type-ref.ts'

const refusals: Record<string, [number, string]> = {
  Invalid: [400, 'The request is not as this contract says.'],
  Unauthenticated: [401, 'There is no valid access token.'],
  Forbidden: [403, 'The access token does not allow this.'],
  NotFound: [404, 'There is nothing of this name.'],
  Conflict: [409, 'The state of what it is about does not allow this.'],
  Stopped: [422, 'The answers say that it cannot go on. The detail says why.'],
  NotTaken: [
    422,
    'The answers say that it cannot go on, and the detail says why; or the Idempotency-Key was used for another request.',
  ],
  KeyReused: [422, 'The Idempotency-Key was used for another request.'],
  TooManyRequests: [429, 'Too many requests.'],
  Unexpected: [500, 'Something went wrong here.'],
  Unavailable: [503, 'Something this depends on cannot be reached.'],
}

/** Refusals by name and by status, as a contract has them. */
export function refusalResponses(names: readonly string[]) {
  return {
    responses: Object.fromEntries(
      names.map((name) => [
        name,
        { description: refusals[name]![1], content: { 'application/problem+json': { schema: type('Problem') } } },
      ]),
    ),
    byStatus: Object.fromEntries(names.map((name) => [refusals[name]![0], { $ref: `#/components/responses/${name}` }])),
  }
}

/** What an operation with records is never refused for. */
const ofRecords = Object.keys(refusals).filter((name) => !['Stopped', 'NotTaken'].includes(name))

/** The composed service's OpenAPI 3.1 document. `shown` is what people see of how their record stands. */
export function serviceContract(
  composition: Composition,
  operations: readonly ServiceOperation[],
  shown: readonly Output[],
): object {
  const stops = stopRules(composition).length > 0
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of operations) {
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method.toLowerCase()] = operationOf(operation, stops && operation.id === 'submit')
  }
  return {
    openapi: '3.1.0',
    info: {
      title: composition.title,
      version: '1.0.0',
      description: `The API of ${composition.title}.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { identity: { type: 'openIdConnect', openIdConnectUrl: '/.well-known/openid-configuration' } },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: 'Chosen by the caller for one change. A repeat with the same key gets the first answer.',
          schema: type('IdempotencyKey'),
        },
      },
      responses: refusalResponses([...ofRecords, ...(stops ? ['NotTaken'] : [])]).responses,
      schemas: frameSchemas(composition, shown),
    },
  }
}

/** `stops`: some answers are not taken. */
function operationOf(operation: ServiceOperation, stops: boolean): object {
  const { id, summary, scope, body, answer } = operation
  const named = operation.parameters.some((one) => one.in === 'path')
  const parameters = [
    ...operation.parameters,
    ...(changes(operation) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ]
  const fitting = ofRecords.filter(
    (name) => (name !== 'NotFound' || named) && (!['Conflict', 'KeyReused'].includes(name) || changes(operation)),
  )
  const names = stops ? fitting.map((name) => (name === 'KeyReused' ? 'NotTaken' : name)) : fitting
  const done = answer.schema
    ? { description: summary, content: { 'application/json': { schema: answer.schema } } }
    : { description: 'Done.' }
  return {
    operationId: id,
    summary,
    security: [{ identity: [scope] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [answer.status]: done,
      ...refusalResponses(names).byStatus,
    },
  }
}
