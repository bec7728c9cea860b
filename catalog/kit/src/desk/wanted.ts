import type { Principal } from '../definition.ts'
import { check, type Typed } from '../pages/answers.ts'
import { type Field, fieldOf, type Mistake, ownFields } from '../pages/fields.ts'
import type { Choice } from '../pages/shapes.ts'
import { plain } from '../plain.ts'
import { kindOf, type Parameter } from './members.ts'
import { filterQuestion, valueFor } from './questions.ts'
import type { ReadyList } from './ready-list.ts'
import type { Show } from './shown.ts'
import { type View, viewsOf } from './views.ts'

/** A filter with what is offered for it. */
export interface Filter {
  parameter: Parameter
  label: string
  /** undefined where people write a value of their own */
  choices: Choice[] | undefined
}

/** What somebody wants to see of a list, as its address says it. */
export interface Wanted {
  view: View
  /** of the call, without those of the view */
  filter: Record<string, unknown>
  fields: Field[]
  mistakes: Mistake[]
  /** what was typed, as it stands in addresses */
  typed: Typed
}

/** Nobody searches for more. */
const LONGEST = 200

/** What a filter offers: the values of its type in the service's words, or those that a lookup names. */
export function choicesOf({ schema }: Parameter, show: Show, known: Choice[]): Filter['choices'] {
  const text = (value: unknown) => show(schema, value).text
  if (known.length > 0) return known
  if (kindOf(schema) === 'yes-no') return [true, false].map((one) => ({ value: String(one), text: text(one) }))
  const options = show.offered(schema)
  return options.length > 0 ? options.map((value) => ({ value, text: text(value) })) : undefined
}

export function wantedOf({ list }: ReadyList, filters: Filter[], query: Typed): Wanted {
  const views = viewsOf(list)
  const view = views.find(({ id }) => id === query.view) ?? views[0]!
  const wanted: Wanted = { view, filter: {}, fields: [], mistakes: [], typed: {} }
  for (const { parameter, label, choices } of filters) {
    const question = filterQuestion(parameter.name, label, parameter.schema, choices)
    const typed = ownFields(question, query)
    // What is chosen from a list was not typed: an address that somebody made up chooses nothing.
    if (choices && !choices.some(({ value }) => value === typed[question.name])) typed[question.name] = ''
    const checked = check(question, typed, choices ?? [])
    const value = 'answer' in checked && checked.answer !== '' ? valueFor(parameter.schema, checked.answer) : undefined
    const problem =
      'problem' in checked ? checked.problem : value === 'wrong' ? (question.invalid ?? question.missing) : undefined
    const wrong =
      problem === undefined ? undefined : { problem, field: 'field' in checked ? checked.field : question.name }
    wanted.fields.push(fieldOf(question, typed, choices ?? [], wrong))
    if (wrong) wanted.mistakes.push({ text: wrong.problem, href: `#${wrong.field}` })
    else if (value !== undefined && value !== 'wrong') wanted.filter[parameter.name] = value.value
    for (const [name, one] of Object.entries(typed)) if (one !== '') wanted.typed[name] = one
  }
  const words = list.search === undefined ? '' : plain.line(query.q ?? '').slice(0, LONGEST)
  if (list.search !== undefined && words !== '') Object.assign(wanted.filter, { [list.search]: words })
  if (words !== '') wanted.typed.q = words
  return wanted
}

/** The query of a call: the view has the last word. */
export const queryOf = (wanted: Wanted, view: View, principal: Principal): Record<string, unknown> => ({
  ...wanted.filter,
  ...view.query(principal),
})

/** The address of a list that shows this. */
export function addressOf({ list }: ReadyList, view: View, typed: Typed, after?: string, more = ''): string {
  const all = { ...(view.id && { view: view.id }), ...typed, ...(after !== undefined && { after }) }
  const query = new URLSearchParams(all).toString()
  return `/staff/${list.id}${more}${query && `?${query}`}`
}
