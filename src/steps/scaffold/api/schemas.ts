import type { Output } from '../../../catalog/contract.ts'
import type { Composition } from '../../../schema.ts'
import { mayLack } from '../presence.ts'
import { type } from '../type-ref.ts'

/** What the service's own operations take and answer, by name. `shown` is what people see of how their record stands. */
export function frameSchemas(
  { record }: Pick<Composition, 'record'>,
  shown: readonly Output[],
): Record<string, object> {
  return {
    Submission: {
      type: 'object',
      additionalProperties: false,
      required: record.filter((field) => !mayLack(field)).map((field) => field.name),
      properties: Object.fromEntries(
        record.map((field) => [field.name, { description: field.question.title, ...type(field.type, field.role) }]),
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
    Behalf: {
      type: 'object',
      additionalProperties: false,
      required: ['behalf'],
      properties: {
        behalf: {
          description: 'Empty where people did so themselves.',
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['way', 'by', 'at'],
            properties: {
              way: { description: 'How somebody got in touch, as people read it.', type: 'string' },
              by: type('PersonId', 'actor'),
              at: type('Timestamp', 'happened'),
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
    Status: statusSchema(shown),
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
  }
}

/** Only when it was received is always there; the rest comes from parts, once they have something of the record. */
function statusSchema(shown: readonly Output[]): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['reference', 'receivedAt'],
    properties: {
      reference: type('Reference', 'record'),
      receivedAt: type('Timestamp', 'received'),
      ...Object.fromEntries(shown.map((one) => [one.path, type(one.type, one.role)])),
    },
  }
}
