import type { Operation } from '../../../catalog/contract.ts'
import { answered, type Composition, stopRules } from '../../../schema.ts'
import { frameSchemas } from '../api/schemas.ts'
import { refusalResponses } from '../service-contract.ts'
import { type } from '../type-ref.ts'

/** The OpenAPI 3.1 document of a service that only answers: anybody may ask, and nothing is kept. */
export function answerContract(composition: Composition, operations: ReadonlyMap<string, Operation>): object {
  const { title, rules, answers = {} } = composition
  const told = answered(composition)
  const stopped = stopRules(composition).length > 0
  const refusals = [
    'Invalid',
    ...(stopped ? ['Stopped'] : []),
    'TooManyRequests',
    'Unexpected',
    ...(asksParts(composition) ? ['Unavailable'] : []),
  ]
  const schema = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } })
  const { responses, byStatus } = refusalResponses(refusals)
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1.0.0',
      description: `The API of ${title}. Nothing of what is asked is kept.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/api/answers': {
        post: {
          operationId: 'answer',
          summary: 'Ask what follows from some answers',
          security: [],
          'x-idempotent': false,
          requestBody: { required: true, content: schema('Submission') },
          responses: { 200: { description: 'What follows, and why.', content: schema('Answer') }, ...byStatus },
        },
      },
    },
    components: {
      responses,
      schemas: {
        Submission: frameSchemas(composition, []).Submission,
        Answer: {
          type: 'object',
          additionalProperties: false,
          required: told,
          properties: Object.fromEntries(
            told.map((name) => {
              const found = answers[name]
              const because = {
                description: found ? 'Why there is nothing, in words.' : 'Why, in words.',
                type: 'string',
              }
              const is = found ? answerOf(operations.get(found.do)!) : given(rules[name]!.gives)
              return [
                name,
                {
                  type: 'object',
                  additionalProperties: false,
                  ...(found ? {} : { required: ['is'] }),
                  properties: { is, because },
                },
              ]
            }),
          ),
        },
      },
    },
  }
}

function given(gives: string): object {
  const [name = '', role] = gives.split('/')
  return type(name, role)
}

/** Whether a part that it asks may be away. */
const asksParts = ({ components }: Composition) => Object.keys(components).length > 0

/** What an operation answers, where its part's contract has it. */
const answerOf = ({ capability, answer }: Operation): object => ({
  $ref: `../../capabilities/${capability}/openapi.yaml${answer.ref}`,
})
