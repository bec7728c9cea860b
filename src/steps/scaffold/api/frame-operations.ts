import { type FrameScope, ownScope } from '../../../catalog/frame-scopes.ts'
import type { Composition } from '../../../schema.ts'
import { type } from '../type-ref.ts'
import type { Parameter, ServiceOperation } from './operation.ts'

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const reference: Parameter = { name: 'reference', in: 'path', required: true, schema: type('Reference', 'record') }
const after: Parameter = {
  name: 'after',
  in: 'query',
  required: false,
  schema: { type: 'string', pattern: '^[0-9]{1,15}$' },
}

/** What every service with records has, whatever its parts are: what people send, and what does not get on by itself. */
export function frameOperations({ record, noun }: Pick<Composition, 'record' | 'noun'>): ServiceOperation[] {
  const reading = (id: string, path: string, scope: FrameScope, summary: string, answer: string) => ({
    ...{ id, method: 'GET', path, scope, summary, parameters: [reference], members: [], looksUp: [] },
    answer: { status: 200, schema: schema(answer) },
  })
  const stuck = (id: string, path: string, scope: FrameScope, summary: string) => ({
    ...{ id, method: 'POST', path, scope, summary, parameters: [reference], members: [], looksUp: [] },
    answer: { status: 204 },
    about: 'stuck' as const,
  })
  return [
    {
      id: 'submit',
      method: 'POST',
      path: '/api/submissions',
      summary: `Send a ${noun}`,
      scope: ownScope,
      parameters: [],
      body: schema('Submission'),
      members: record.map(({ name }) => ({ name, required: true })),
      answer: { status: 201, schema: schema('Receipt') },
      about: 'own',
      looksUp: [],
    },
    {
      id: 'readStatus',
      method: 'GET',
      path: '/api/submissions/{reference}',
      summary: `See how an own ${noun} stands`,
      scope: ownScope,
      parameters: [reference],
      members: [],
      answer: { status: 200, schema: schema('Status') },
      about: 'own',
      looksUp: [],
    },
    reading(
      'readAnswers',
      '/api/records/{reference}',
      'records:read',
      'See all that was sent, as it was asked and answered',
      'Answers',
    ),
    reading(
      'readBehalf',
      '/api/records/{reference}/behalf',
      'records:read',
      'See who of the staff filled it in for somebody, and how that person got in touch',
      'Behalf',
    ),
    reading(
      'readTroubles',
      '/api/records/{reference}/troubles',
      'records:read',
      'See what did not get on by itself, and what was done about it',
      'Troubles',
    ),
    {
      id: 'listAttention',
      method: 'GET',
      path: '/api/attention',
      summary: 'List what was received and does not get on by itself, the oldest first',
      scope: 'attention:work' satisfies FrameScope,
      parameters: [after],
      members: [],
      answer: { status: 200, schema: schema('AttentionList') },
      looksUp: [],
    },
    stuck(
      'tryAgain',
      '/api/attention/{reference}/again',
      'attention:work',
      'Try again what needs attention; nothing that was done is done twice',
    ),
    {
      ...stuck(
        'endAttention',
        '/api/attention/{reference}/end',
        'attention:end',
        'End what needs attention, with a reason that is kept with it',
      ),
      body: schema('Ending'),
      members: [{ name: 'reason', required: true }],
    },
  ]
}
