import type { FastifyReply } from 'fastify'
import type { Mistake } from '../pages/fields.ts'
import { type Act, atHand } from './act.ts'
import { type Asked, type FormField, sentFields } from './form.ts'
import { isAllowed } from './item.ts'
import type { Member } from './members.ts'
import type { Row } from './rows.ts'
import type { Seen } from './seen.ts'
import { type Cell, labelOf, type Show } from './shown.ts'

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
export function showForm(
  of: Act,
  fields: FormField[],
  { status, changed = [], ...shown }: Shown,
): Promise<FastifyReply> {
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
    .map((each) => ({ key: each.question.title, cell: enteredIn(each, body, show) }))
  const data = {
    ...shown,
    heading: title,
    button,
    caption,
    back,
    entered,
    says: says.map((text) => filled(of, text, body)),
    typed: sentFields(asked, visit.typed),
    form: true,
    signedIn: visit.session?.staff,
  }
  return visit.show('desk-confirm', data)
}

/** What was picked is called as it was offered, with the day that it stood under. */
function enteredIn({ one, choices }: Asked, body: Row, show: Show): Cell {
  const value = body[one.ask.name]
  const picked = one.lookup && choices.find((each) => each.value === value)
  if (picked === undefined) return show(one.schema, value)
  return { text: [picked.group, picked.text].filter(Boolean).join(', ') }
}

/** Words with the members in them as people read them: what is entered now, else what the item has. */
function filled({ one, act, item, show, asked }: Act, text: string, body: Row): string {
  const members = atHand(one, act)
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const entered = asked.find((each) => each.one.ask.name === name && body[name] !== undefined)
    if (entered) return enteredIn(entered, body, show).text
    const member = members.findLast((each) => each.name === name)
    return member ? show(member.schema, item?.values[name]).text : ''
  })
}
