import type { FastifyReply } from 'fastify'
import { type Field, type Mistake, ownFields } from '../pages/fields.ts'
import { type Act, atHand } from './act.ts'
import { isAllowed } from './item.ts'
import type { Member } from './members.ts'
import type { Row } from './rows.ts'
import type { Seen } from './seen.ts'
import { labelOf } from './shown.ts'

/** What a form shows besides its fields. */
export interface Shown {
  key: string
  seen: Seen
  mistakes?: Mistake[]
  unsaved?: string
  /** what others changed meanwhile: the members as they are now */
  changed?: Member[]
  status?: number
}

/** The form of an action. There is nothing to send any more once the item does not let it be done. */
export function showForm(of: Act, fields: Field[], { status, changed = [], ...shown }: Shown): Promise<FastifyReply> {
  const { act, one, item, visit, ready, show, caption, back } = of
  const data = {
    ...shown,
    heading: act.action.title,
    button: act.action.button,
    caption,
    fields,
    back,
    changes: changed.map((member) => ({
      key: labelOf(ready.desk, member),
      cell: show(member.schema, item?.values[member.name]),
    })),
    over: item !== undefined && !isAllowed(one, item, act),
    form: true,
    signedIn: visit.session?.staff,
  }
  return visit.show('desk-form', data, status ?? (shown.mistakes?.length ? 400 : 200))
}

/** Before something ends: what was entered, and the words that the person will read. */
export function showConfirmation(of: Act, body: Row, shown: Pick<Shown, 'key' | 'seen'>): Promise<FastifyReply> {
  const { act, asked, visit, show, caption, back } = of
  const { title, button, says = [] } = act.action
  const entered = asked
    .filter(({ one }) => body[one.ask.name] !== undefined)
    .map(({ one, question }) => ({ key: question.title, cell: show(one.schema, body[one.ask.name]) }))
  const data = {
    ...shown,
    heading: title,
    button,
    caption,
    back,
    entered,
    says: says.map((text) => filled(of, text, body)),
    typed: asked.flatMap(({ question }) => Object.entries(ownFields(question, visit.typed))),
    form: true,
    signedIn: visit.session?.staff,
  }
  return visit.show('desk-confirm', data)
}

/** Words with the members in them as people read them: what is entered now, else what the item has. */
function filled({ one, act, item, show }: Act, text: string, body: Row): string {
  const members = atHand(one, act)
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const member = members.findLast((each) => each.name === name)
    return member ? show(member.schema, body[name] ?? item?.values[name]).text : ''
  })
}
