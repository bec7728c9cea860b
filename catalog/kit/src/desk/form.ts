import { type Checked, check, type Typed } from '../pages/answers.ts'
import { type Field, fieldOf, type Mistake } from '../pages/fields.ts'
import type { Choice, Question } from '../pages/shapes.ts'
import { eachOf } from './members.ts'
import { named } from './names.ts'
import { questionFor, retypedValue, valueFor } from './questions.ts'
import type { ReadyAction, ReadyAsk } from './ready-action.ts'
import type { ReadyLookup } from './ready-lookup.ts'
import type { Row } from './rows.ts'
import type { Show } from './shown.ts'

/** One question of an action, with what is offered for it. */
export interface Asked {
  one: ReadyAsk
  question: Question
  choices: Choice[]
}

/** The questions of an action. What one may choose among is read now, with the rights of who asks. */
export function askedOf({ asks }: ReadyAction, values: Row, token: string | undefined, show: Show): Promise<Asked[]> {
  return Promise.all(
    asks.map(async (one) => {
      const { ask, schema, required, lookup } = one
      const choices = lookup ? await offered(lookup, values, token, values[ask.name]) : wordsOf(one, show)
      return { one, question: questionFor(ask, schema, !required, choices), choices: choices ?? [] }
    }),
  )
}

/** Whoever is gone is offered no more, but for the one that it is now. */
async function offered(lookup: ReadyLookup, values: Row, token: string | undefined, now: unknown): Promise<Choice[]> {
  const all = await named(lookup, token, values)
  return all.filter(({ gone, value }) => !gone || value === now)
}

function wordsOf({ ask, schema }: ReadyAsk, show: Show): Choice[] | undefined {
  const each = eachOf(schema)
  const options = ask.only ?? show.offered(each)
  return options.length > 0 ? options.map((value) => ({ value, text: show(each, value).text })) : undefined
}

/** The fields of a form that is opened: filled in with what is there, or with what was typed before. */
export function openFields(asked: Asked[], values: Row, typed: Typed | undefined): Field[] {
  return asked.map(({ one, question, choices }) =>
    fieldOf(question, typed ?? retypedValue(question, values[one.ask.name]), choices),
  )
}

/** What a form sent: its fields to be drawn again, what is wrong, and the members of the body when nothing is. */
export function checkFields(asked: Asked[], typed: Typed): { fields: Field[]; mistakes: Mistake[]; body: Row } {
  const fields: Field[] = []
  const mistakes: Mistake[] = []
  const body: Row = {}
  for (const { one, question, choices } of asked) {
    const checked: Checked = check(question, typed, choices)
    const value = 'answer' in checked && checked.answer !== '' ? valueFor(one.schema, checked.answer) : undefined
    const wrong: Checked =
      value === 'wrong' ? { problem: question.invalid ?? question.missing, field: question.name } : checked
    fields.push(fieldOf(question, typed, choices, wrong))
    if ('problem' in wrong) mistakes.push({ text: wrong.problem, href: `#${wrong.field}` })
    else if (value !== undefined && value !== 'wrong') body[one.ask.name] = value.value
  }
  return { fields, mistakes, body }
}
