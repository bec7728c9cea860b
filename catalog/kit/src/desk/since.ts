import { check, type Typed } from '../pages/answers.ts'
import { isoDay } from '../pages/dates.ts'
import { type Field, fieldOf, ownFields, retyped } from '../pages/fields.ts'
import type { Question } from '../pages/shapes.ts'
import { kindOf } from './members.ts'
import type { ReadyAsk } from './ready-action.ts'

/** The day from which on a list by days is shown, which may be long: another can be asked for. */
export interface Since {
  field: Field
  /** the button that asks for another, and the name of what carries along which day the list was shown from */
  button: string
  name: string
  day: string
  /** there are later ones than are shown */
  more: boolean
}

/** Name of the button that shows a list anew: its value is the question that it belongs to. */
export const SHOW = '_show'

/** What is shown is what was picked from, whatever day was typed since: only the button asks for another. */
export function sinceOf({ ask, lookup }: ReadyAsk, typed: Typed): Omit<Since, 'more'> | undefined {
  if (lookup?.since === undefined) return undefined
  const group = lookup.members.find(({ name }) => name === lookup.lookup.group)
  const what = group && kindOf(group.schema) === 'moment' ? 'times' : 'days'
  const question: Question = {
    name: `${ask.name}-from`,
    title: `Show ${what} from`,
    kind: 'date',
    optional: true,
    missing: 'Enter a date',
  }
  const name = `${ask.name}-shown`
  const shown = dayIn(typed[name])
  const own = ownFields(question, typed)
  const asked = typed[SHOW] === ask.name ? check(question, own) : undefined
  const day = asked && 'answer' in asked ? String(asked.answer) : shown
  const field = fieldOf(question, asked ? own : { ...retyped(question, shown), ...given(own) }, [], asked)
  return { field: { ...field, optional: false }, button: `Show ${what}`, name, day }
}

const given = (typed: Typed): Typed => (Object.values(typed).some((one) => one !== '') ? typed : {})

/** One that somebody made up is none. */
function dayIn(text = ''): string {
  const [year = '', month = '', day = ''] = text.split('-')
  return isoDay(day, month, year) ?? ''
}
