import type { Operation } from '../../../catalog/contract.ts'
import { ownScope } from '../../../catalog/frame-scopes.ts'
import { capitalise, kebab } from '../../../goal/words.ts'
import { answersFed, type Composition } from '../../../schema.ts'
import { pickedInput } from '../../resolve/brought-question.ts'
import { answersBehind, heldUntil, pickedByPrograms } from '../lookup-code.ts'
import { mayLack } from '../presence.ts'
import { type } from '../type-ref.ts'
import type { Parameter, ServiceOperation } from './operation.ts'

type Parts = Pick<Composition, 'record' | 'rules'>
type Operations = ReadonlyMap<string, Operation>

/** What the operations of a question are called in the service's API. */
export const heldOperations = (name: string) => ({
  list: `list${capitalise(name)}Choices`,
  hold: `hold${capitalise(name)}`,
})

/** Programs pick and hold what people do on the pages: for each question whose answer is held, its list and its hold. */
export function heldApi(composition: Parts, operations: Operations): ServiceOperation[] {
  return pickedByPrograms(composition).flatMap((field) => {
    const { name, question, upload } = field
    const named = (one: string) => composition.record.find((other) => other.name === one)!
    const { list: listId, hold: holdId } = heldOperations(name)
    const common = { scope: ownScope, about: 'own' as const, looksUp: [] }
    const answer = { [name]: type(field.type, field.role), until: type('Timestamp', heldUntil) }
    const held = { status: 201, schema: object([name, 'until'], answer) }
    if (upload)
      return [
        {
          ...common,
          id: holdId,
          method: 'POST',
          path: holdPath(name),
          summary: `Hold a file until it is sent: ${question.title}`,
          parameters: [],
          body: object(['file'], { file: type('File', field.role) }),
          members: [{ name: 'file', required: true }],
          answer: held,
        },
      ]
    const choices = field.choices!
    const listing: ServiceOperation = {
      ...common,
      id: listId,
      method: 'GET',
      path: choicesPath(name),
      summary: `List what there is to choose: ${question.title}`,
      parameters: answersFed(choices)
        .map(named)
        .map(
          (one): Parameter => ({
            name: one.name,
            in: 'query',
            required: !mayLack(one),
            schema: type(one.type, one.role),
          }),
        ),
      members: [],
      answer: { status: 200, schema: choicesSchema },
    }
    if (!choices.hold) return [listing]
    const picked = pickedInput(operations.get(choices.operation)!, operations.get(choices.hold.operation)!)!
    const behind = answersBehind(choices, composition).map(named)
    const required = behind.filter((one) => !mayLack(one)).map((one) => one.name)
    const own = Object.fromEntries(behind.map((one) => [one.name, type(one.type, one.role)]))
    const holding: ServiceOperation = {
      ...common,
      id: holdId,
      method: 'POST',
      path: holdPath(name),
      summary: `Hold one of them for some minutes: ${question.title}`,
      parameters: [],
      body: object(['picked', ...required], { picked: type(picked.type!, picked.role), ...own }),
      members: [
        { name: 'picked', required: true },
        ...behind.map((one) => ({ name: one.name, required: required.includes(one.name) })),
      ],
      answer: held,
    }
    return [listing, holding]
  })
}

export const choicesPath = (name: string) => `/api/choices/${kebab(name)}`
export const holdPath = (name: string) => `/api/holds/${kebab(name)}`

const object = (required: readonly string[], properties: object) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
})

const choicesSchema = object(['choices'], {
  choices: {
    type: 'array',
    items: object(['value', 'text'], {
      value: { description: 'What is picked by.', type: 'string' },
      text: { description: 'As people read it.', type: 'string' },
      group: { description: 'What it stands under.', type: 'string' },
    }),
  },
})
