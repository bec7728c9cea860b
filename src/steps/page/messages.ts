import { type Composition, type Placed, partsOf, stepsOf } from '../../schema.ts'
import type { Cell, Section } from './document.ts'
import type { Facts } from './facts.ts'
import { conditionsOf, momentOf } from './moments.ts'
import { toldBy } from './told.ts'
import { questionOf, sourceText } from './values.ts'
import { say, words } from './words.ts'

/** Every message of the service, word for word, with who gets it and when. */
export function messagesSection({ composition }: Facts): Section {
  const rows = stepsOf(composition).flatMap((step) => rowOf(step, composition))
  const byStaff = Object.hasOwn(composition.forms, 'notifications.sendAnother')
  return {
    id: 'messages',
    title: words.messages.title,
    blocks: [
      { kind: 'text', text: rows.length > 0 ? words.messages.intro : words.messages.none },
      ...(rows.length > 0
        ? [
            {
              kind: 'table',
              caption: words.messages.caption,
              head: [words.messages.who, words.messages.said],
              rows,
            } as const,
          ]
        : []),
      ...(byStaff ? [{ kind: 'text', text: words.messages.staff } as const] : []),
    ],
  }
}

function rowOf(step: Placed, composition: Composition): Cell[][] {
  const told = toldBy(step, composition)
  if (!told) return []
  const conditions = conditionsOf(step, composition).map((condition) => say(words.messages.onlyIf, { condition }))
  return [
    [
      [recipient(step, composition), momentOf(step, composition), ...conditions],
      [...(told.subject ? [told.subject] : []), told.body],
    ],
  ]
}

function recipient({ inputs }: Placed, composition: Composition): string {
  const source = inputs.to
  if (source === undefined) return words.messages.toDuty
  const { kind, head } = partsOf(source)
  return kind === 'record'
    ? say(words.messages.toAnswer, { question: questionOf(head, composition) })
    : say(words.messages.toOther, { source: sourceText(source, composition) })
}
