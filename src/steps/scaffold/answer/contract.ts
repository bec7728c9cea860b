import { answeredRules, type Composition, stopRules } from '../../../schema.ts'
import { frameSchemas } from '../api/schemas.ts'
import { refusalResponses } from '../service-contract.ts'
import { type } from '../type-ref.ts'

/** The OpenAPI 3.1 document of a service that only answers: anybody may ask, and nothing is kept. */
export function answerContract(composition: Composition): object {
  const { title, rules } = composition
  const answered = answeredRules(composition)
  const stopped = stopRules(composition).length > 0
  const refusals = ['Invalid', ...(stopped ? ['Stopped'] : []), 'TooManyRequests', 'Unexpected']
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
          required: answered,
          properties: Object.fromEntries(
            answered.map((name) => {
              const [given = '', role] = rules[name]!.gives.split('/')
              const because = { description: 'Why, in words.', type: 'string' }
              return [
                name,
                {
                  type: 'object',
                  additionalProperties: false,
                  required: ['is'],
                  properties: { is: type(given, role), because },
                },
              ]
            }),
          ),
        },
      },
    },
  }
}
