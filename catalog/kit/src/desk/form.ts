import { type Checked, check, firstField, type Typed } from '../pages/answers.ts'
import { type Field, fieldOf, type Mistake, ownFields } from '../pages/fields.ts'
import { goneText } from '../pages/holds.ts'
import type { Choice, Question } from '../pages/shapes.ts'
import { eachOf } from './members.ts'
import { type Named, named } from './names.ts'
import { questionFor, retypedValue, valueFor } from './questions.ts'
import type { ReadyAction, ReadyAsk } from './ready-action.ts'
import type { Row } from './rows.ts'
import type { Show } from './shown.ts'
import { type Since, sinceOf } from './since.ts'

/** One question of an action, with what is offered for it. */
export interface Asked {
  one: ReadyAsk
  question: Question
  choices: Choice[]
  /** of a list by days */
  since?: Since
}

/** A field of a form, with the day above it from which on its list is shown. */
export type FormField = Field & { since?: Since }

/**
 * The questions of an action. What one may choose among is read now, with the rights of who asks, and from the day on that
 * a form asked for.
 */
export function askedOf(
  { asks }: ReadyAction,
  values: Row,
  token: string | undefined,
  show: Show,
  typed: Typed = {},
): Promise<Asked[]> {
  return Promise.all(
    asks.map(async (one) => {
      const { ask, schema, required, lookup } = one
      const since = sinceOf(one, typed)
      const found = lookup && (await named(lookup, token, values, since?.day))
      const choices = found ? offered(found.list, values[ask.name]) : wordsOf(one, show)
      return {
        one,
        question: questionFor(ask, schema, !required, choices),
        choices: choices ?? [],
        ...(since && { since: { ...since, more: found?.more ?? false } }),
      }
    }),
  )
}

/** Whoever is gone is offered no more, but for the one that it is now. */
const offered = (all: Named[], now: unknown): Choice[] => all.filter(({ gone, value }) => !gone || value === now)

const drawn = ({ question, choices, since }: Asked, typed: Typed, checked?: Checked): FormField => ({
  ...fieldOf(question, typed, choices, checked),
  ...(since && { since }),
})

function wordsOf({ ask, schema }: ReadyAsk, show: Show): Choice[] | undefined {
  const each = eachOf(schema)
  const options = ask.only ?? show.offered(each)
  return options.length > 0 ? options.map((value) => ({ value, text: show(each, value).text })) : undefined
}

/** The fields of a form that is opened: filled in with what is there, or with what was typed before. */
export function openFields(asked: Asked[], values: Row, typed: Typed | undefined): FormField[] {
  return asked.map((each) => drawn(each, typed ?? retypedValue(each.question, values[each.one.ask.name])))
}

/** The same as it was sent, when it is refused at one of its questions. */
export function refusedFields(asked: Asked[], typed: Typed, { name, words }: Refused) {
  const at = asked.find(({ question }) => question.name === name)
  const wrong = { problem: words, field: at ? firstField(at.question) : name }
  const fields = asked.map((each) => drawn(each, typed, each === at ? wrong : undefined))
  return { fields, mistakes: [{ text: words, href: `#${wrong.field}` }] }
}

/** A question at which it is said why something may not be had. */
export interface Refused {
  name: string
  words: string
}

/** What is wrong with the days from which on lists are to be shown. */
export const dayMistakes = (asked: Asked[]): Mistake[] =>
  asked.flatMap(({ since }) =>
    since?.field.error === undefined ? [] : [{ text: since.field.error, href: `#${since.field.wrong}` }],
  )

/** All that a form sent for its questions, to be carried on. */
export const sentFields = (asked: Asked[], typed: Typed): [name: string, value: string][] =>
  asked.flatMap(({ question, since }) => [
    ...Object.entries(ownFields(question, typed)),
    ...(since ? [[since.name, since.day] as [string, string]] : []),
  ])

/** What a form sent: its fields to be drawn again, what is wrong, and the members of the body when nothing is. */
export function checkFields(
  asked: Asked[],
  typed: Typed,
  fileOf: (id: unknown) => unknown = () => undefined,
): { fields: FormField[]; mistakes: Mistake[]; body: Row } {
  const fields: FormField[] = []
  const mistakes: Mistake[] = []
  const body: Row = {}
  for (const each of asked) {
    const { one, question, choices } = each
    const found: Checked = check(question, typed, choices)
    // What was offered when the page was opened may be somebody else's by now.
    const lost = one.hold && 'problem' in found && typed[question.name]
    const checked = lost ? { problem: goneText(one.ask), field: firstField(question) } : found
    const given = 'answer' in checked && question.kind === 'file' ? fileOf(checked.answer) : undefined
    const answer = 'answer' in checked && question.kind !== 'file' ? checked.answer : ''
    const value = given !== undefined ? { value: given } : answer === '' ? undefined : valueFor(one.schema, answer)
    const wrong: Checked =
      value === 'wrong' ? { problem: question.invalid ?? question.missing, field: question.name } : checked
    fields.push(drawn(each, typed, wrong))
    if ('problem' in wrong) mistakes.push({ text: wrong.problem, href: `#${wrong.field}` })
    else if (value !== undefined && value !== 'wrong') body[one.ask.name] = value.value
  }
  return { fields, mistakes, body }
}
