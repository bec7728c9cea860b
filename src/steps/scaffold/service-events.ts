import { type Composition, stepsOf } from '../../schema.ts'
import { awaitedEvents } from './flows.ts'
import { type } from './type-ref.ts'

/** The type of an event that the service emits: `received` of a case → dev.compose.case.received.v1 */
export function eventType(composition: Pick<Composition, 'noun'>, word: string): string {
  return `dev.compose.${composition.noun.replaceAll(' ', '-')}.${word}.v1`
}

/** What the frame itself announces: that a person has ended what needed attention. */
export const endedByHand = 'attention-ended'

/** The words of all events that the service emits, in the order of its steps. */
export function emittedWords(composition: Parameters<typeof stepsOf>[0]): string[] {
  return [...stepsOf(composition).flatMap((step) => (step.emit ? [step.emit] : [])), endedByHand]
}

/** The composed service's AsyncAPI 3.0 document: what it emits and what it hears. */
export function serviceEvents(composition: Composition): object {
  const emitted = [...new Set(emittedWords(composition))].map((word) => eventType(composition, word))
  const heard = awaitedEvents(composition)
  const key = (name: string) =>
    name
      .split('.')
      .slice(2, -1)
      .join('-')
      .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const all = [
    ...emitted.map((name) => ({ name, action: 'send' })),
    ...heard.map((name) => ({ name, action: 'receive' })),
  ]
  return {
    asyncapi: '3.0.0',
    info: {
      title: `${composition.title}: events`,
      version: '1.0.0',
      description: 'CloudEvents 1.0. No event holds personal data.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      all.map(({ name }) => [
        key(name),
        { address: name, messages: { [key(name)]: { $ref: `#/components/messages/${key(name)}` } } },
      ]),
    ),
    operations: Object.fromEntries(
      all.map(({ name, action }) => [
        `${action}-${key(name)}`,
        {
          action,
          channel: { $ref: `#/channels/${key(name)}` },
          messages: [{ $ref: `#/channels/${key(name)}/messages/${key(name)}` }],
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        all.map(({ name }) => [
          key(name),
          { name, contentType: 'application/cloudevents+json', payload: { $ref: `#/components/schemas/${key(name)}` } },
        ]),
      ),
      schemas: Object.fromEntries(
        all.map(({ name }) => [
          key(name),
          {
            allOf: [
              { $ref: '../../types/CloudEvent.yaml' },
              {
                type: 'object',
                required: ['subject'],
                properties: { type: { const: name }, subject: type('Reference', 'record') },
              },
            ],
          },
        ]),
      ),
    },
  }
}
