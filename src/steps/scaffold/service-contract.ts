import { type Operation, scopeOf } from '../../catalog/contract.ts'
import { type FrameScope, ownScope } from '../../catalog/frame-scopes.ts'
import type { Composition } from '../../schema.ts'
import { type } from './type-ref.ts'

/** An operation of the service's own API, as its contract and its tests need it. */
interface ServiceOperation {
  id: string
  method: 'get' | 'post'
  path: string
  summary: string
  /** What a person must hold. Left out where a part carries it out: then what its operation needs. */
  scope?: FrameScope | typeof ownScope
  /** What is asked besides in the person's own name, and has to be allowed as well. */
  asks?: string
  body?: string
  /** The members that the body must have, where no other contract says so. */
  members?: readonly string[]
  /** It can only be done to what needs attention. */
  stuck?: true
  /** The operation that carries it out, and a body that it takes. */
  carries?: string
  valid?: Record<string, string>
  query?: readonly { name: string; in: 'query'; required: boolean; schema: object }[]
  answer?: { status: number; schema: object }
}

const cases = '../../capabilities/case-management/openapi.yaml#/components/schemas'

/** The API of a triage service. Bodies of staff operations are those of the capability that carries them out. */
export const serviceOperations: readonly ServiceOperation[] = [
  {
    id: 'submit',
    method: 'post',
    path: '/api/submissions',
    summary: 'Send a submission',
    scope: ownScope,
    body: '#/components/schemas/Submission',
    answer: { status: 201, schema: { $ref: '#/components/schemas/Receipt' } },
  },
  {
    id: 'readStatus',
    method: 'get',
    path: '/api/submissions/{reference}',
    summary: 'See how an own submission stands',
    scope: ownScope,
    answer: { status: 200, schema: { $ref: '#/components/schemas/Status' } },
  },
  {
    id: 'readAnswers',
    method: 'get',
    path: '/api/records/{reference}',
    summary: 'See all that was sent, as it was asked and answered',
    scope: 'records:read',
    answer: { status: 200, schema: { $ref: '#/components/schemas/Answers' } },
  },
  {
    id: 'readTroubles',
    method: 'get',
    path: '/api/records/{reference}/troubles',
    summary: 'See what did not get on by itself, and what was done about it',
    scope: 'records:read',
    answer: { status: 200, schema: { $ref: '#/components/schemas/Troubles' } },
  },
  {
    id: 'listQueue',
    method: 'get',
    path: '/api/queue',
    summary: 'List the queue, most pressing first',
    carries: 'case-management.listCases',
    query: [
      { name: 'status', in: 'query', required: false, schema: type('CaseStatus') },
      { name: 'priority', in: 'query', required: false, schema: type('Priority') },
      {
        name: 'limit',
        in: 'query',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      { name: 'after', in: 'query', required: false, schema: { type: 'string', maxLength: 200 } },
    ],
    answer: { status: 200, schema: { $ref: `${cases}/Queue` } },
  },
  {
    id: 'readCase',
    method: 'get',
    path: '/api/queue/{reference}',
    summary: 'See all of one case',
    carries: 'case-management.getCase',
    answer: { status: 200, schema: { $ref: '#/components/schemas/CaseFile' } },
  },
  {
    id: 'allocate',
    method: 'post',
    path: '/api/queue/{reference}/allocation',
    summary: 'Give a case to a person',
    body: `${cases}/Allocation`,
    carries: 'case-management.allocateCase',
    asks: 'identity.getStaffMember',
    valid: { assignee: '3f1f6f0e-5d0a-4a53-9a53-0d6c2d9d2a11' },
  },
  {
    id: 'addNote',
    method: 'post',
    path: '/api/queue/{reference}/notes',
    summary: 'Add a note',
    body: `${cases}/NewNote`,
    carries: 'case-management.addNote',
    valid: { text: 'Called back, no answer.' },
  },
  {
    id: 'changeStatus',
    method: 'post',
    path: '/api/queue/{reference}/status',
    summary: 'Change the status',
    body: `${cases}/StatusChange`,
    carries: 'case-management.changeStatus',
    valid: { status: 'in-progress' },
  },
  {
    id: 'decide',
    method: 'post',
    path: '/api/queue/{reference}/decision',
    summary: 'Decide and close',
    body: `${cases}/Closure`,
    carries: 'case-management.closeCase',
    valid: { outcome: 'No further action', reason: 'Nothing is left to do.' },
  },
  {
    id: 'listAttention',
    method: 'get',
    path: '/api/attention',
    summary: 'List what was received and does not get on by itself, the oldest first',
    scope: 'attention:work',
    query: [{ name: 'after', in: 'query', required: false, schema: { type: 'string', pattern: '^[0-9]{1,15}$' } }],
    answer: { status: 200, schema: { $ref: '#/components/schemas/AttentionList' } },
  },
  {
    id: 'tryAgain',
    method: 'post',
    path: '/api/attention/{reference}/again',
    summary: 'Try again what needs attention; nothing that was done is done twice',
    scope: 'attention:work',
    stuck: true,
  },
  {
    id: 'endAttention',
    method: 'post',
    path: '/api/attention/{reference}/end',
    summary: 'End what needs attention, with a reason that is kept with it',
    scope: 'attention:end',
    body: '#/components/schemas/Ending',
    members: ['reason'],
    stuck: true,
    valid: { reason: 'It was sent twice.' },
  },
]

type Parts = ReadonlyMap<string, Operation>

/** The scope that an operation of the service's API needs, which its contract names. */
export function scopeFor({ scope, carries = '' }: ServiceOperation, parts: Parts): string {
  return scope ?? scopeOf(parts.get(carries)!)!
}

/** The people whose own token gets through an operation, as far as the parts that it asks. */
export function peopleFor(operation: ServiceOperation, people: Composition['people'], parts: Parts): string[] {
  const needed = [scopeFor(operation, parts), ...(operation.asks ? [scopeOf(parts.get(operation.asks)!)!] : [])]
  return Object.keys(people).filter((id) =>
    needed.every((scope) => scope === ownScope || people[id]!.may.includes(scope)),
  )
}

const refusals: Record<string, [number, string]> = {
  Invalid: [400, 'The request is not as this contract says.'],
  Unauthenticated: [401, 'There is no valid access token.'],
  Forbidden: [403, 'The access token does not allow this.'],
  NotFound: [404, 'There is nothing with this reference.'],
  Conflict: [409, 'The state of the case does not allow this.'],
  KeyReused: [422, 'The Idempotency-Key was used for another request.'],
  TooManyRequests: [429, 'Too many requests.'],
  Unexpected: [500, 'Something went wrong here.'],
  Unavailable: [503, 'Something this depends on cannot be reached.'],
}

/** The composed service's OpenAPI 3.1 document. */
export function serviceContract(composition: Composition, parts: Parts): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of serviceOperations) {
    const named = operation.path.includes('{reference}')
    const changes = operation.method === 'post'
    const parameters = [
      ...(named ? [{ $ref: '#/components/parameters/Reference' }] : []),
      ...(operation.query ?? []),
      ...(changes ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ]
    const fitting = Object.keys(refusals).filter(
      (name) => (name !== 'NotFound' || named) && (!['Conflict', 'KeyReused'].includes(name) || changes),
    )
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method] = {
      operationId: operation.id,
      summary: operation.summary,
      security: [{ identity: [scopeFor(operation, parts)] }],
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(operation.body
        ? { requestBody: { required: true, content: { 'application/json': { schema: { $ref: operation.body } } } } }
        : {}),
      responses: {
        ...(operation.answer
          ? {
              [operation.answer.status]: {
                description: operation.summary,
                content: { 'application/json': { schema: operation.answer.schema } },
              },
            }
          : { 204: { description: 'Done.' } }),
        ...Object.fromEntries(fitting.map((name) => [refusals[name]![0], { $ref: `#/components/responses/${name}` }])),
      },
    }
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
        Reference: { name: 'reference', in: 'path', required: true, schema: type('Reference', 'record') },
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: 'Chosen by the caller for one change. A repeat with the same key gets the first answer.',
          schema: type('IdempotencyKey'),
        },
      },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([name, [, description]]) => [
          name,
          { description, content: { 'application/problem+json': { schema: type('Problem') } } },
        ]),
      ),
      schemas: {
        Submission: {
          type: 'object',
          additionalProperties: false,
          required: composition.record.map((field) => field.name),
          properties: Object.fromEntries(
            composition.record.map((field) => [
              field.name,
              { description: field.question.title, ...type(field.type, field.role) },
            ]),
          ),
        },
        Answers: {
          type: 'object',
          additionalProperties: false,
          required: ['answers'],
          properties: {
            answers: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['question', 'answer'],
                properties: {
                  question: { type: 'string' },
                  answer: { description: 'As people read it.', type: 'string' },
                },
              },
            },
          },
        },
        Troubles: {
          type: 'object',
          additionalProperties: false,
          required: ['troubles'],
          properties: {
            troubles: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['what', 'at'],
                properties: {
                  what: { description: 'What was said, or why somebody ended it.', type: 'string' },
                  at: type('Timestamp', 'happened'),
                  by: type('PersonId', 'actor'),
                },
              },
            },
          },
        },
        Receipt: {
          type: 'object',
          additionalProperties: false,
          required: ['reference'],
          properties: { reference: type('Reference', 'record') },
        },
        Status: {
          type: 'object',
          additionalProperties: false,
          required: ['reference', 'status', 'receivedAt'],
          properties: {
            reference: type('Reference', 'record'),
            status: {
              description: 'Received until it was passed to the people who work on it; then how their case stands.',
              anyOf: [{ const: 'received' }, type('CaseStatus', 'case')],
            },
            receivedAt: type('Timestamp', 'received'),
            openedAt: type('Timestamp', 'opened'),
            dueAt: type('Timestamp', 'due'),
            closedAt: type('Timestamp', 'closed'),
            outcome: type('Outcome', 'decision'),
          },
        },
        Ending: {
          type: 'object',
          additionalProperties: false,
          required: ['reason'],
          properties: {
            reason: {
              description: 'Kept with what was sent, and erased with it.',
              type: 'string',
              minLength: 1,
              maxLength: 300,
              pattern: '^[^\\x00]*$',
            },
          },
        },
        AttentionList: {
          type: 'object',
          additionalProperties: false,
          required: ['items'],
          properties: {
            items: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['reference', 'step', 'state', 'since', 'happened'],
                properties: {
                  reference: type('Reference', 'record'),
                  step: { type: 'string', description: 'The step that it stands at; empty before the first.' },
                  state: {
                    description: 'Refused: it waits for a person. Trying: it is still tried, for longer than usual.',
                    enum: ['refused', 'trying'],
                  },
                  since: type('Timestamp', 'failed'),
                  happened: { type: 'string', description: 'What was said, in words.' },
                },
              },
            },
            next: { type: 'string', description: 'Where to go on; left out on the last page.' },
          },
        },
        CaseFile: {
          type: 'object',
          additionalProperties: false,
          required: ['case', 'notes', 'history'],
          properties: {
            case: { $ref: `${cases}/Case` },
            notes: { type: 'array', items: { $ref: `${cases}/Note` } },
            history: { type: 'array', items: { $ref: `${cases}/HistoryEntry` } },
            messages: {
              type: 'array',
              items: { $ref: '../../capabilities/notifications/openapi.yaml#/components/schemas/Message' },
            },
            audit: {
              type: 'array',
              items: { $ref: '../../capabilities/audit/openapi.yaml#/components/schemas/Entry' },
            },
            auditIntact: { type: 'boolean', description: 'Whether no audit entry was changed or taken away.' },
          },
        },
      },
    },
  }
}
