import { onlyAnswers } from '../../schema.ts'
import { type Rights, rightsInWords } from '../people.ts'
import type { Block, Cell, Section } from './document.ts'
import type { Facts } from './facts.ts'
import { say, words } from './words.ts'

/** Kinds of people with what they may do, and what is offered to them. */
export function peopleSection({ composition, catalog }: Facts): Section {
  const { forms, lists, people, person } = composition
  const title = words.people.title
  if (onlyAnswers(composition)) return { id: 'people', title, blocks: [{ kind: 'text', text: words.people.none }] }
  const rights = rightsInWords(composition, catalog)
  const formTitles = (operations: readonly string[]) =>
    operations.flatMap((operation) => (forms[operation] ? [forms[operation].title] : []))
  const own = formTitles(person.can)
  const todo = person.todo.map(({ text }) => text)
  const lines = (heading: string, items: readonly string[]): Block[] =>
    items.length === 0
      ? []
      : [
          { kind: 'heading', text: heading },
          { kind: 'list', items },
        ]
  return {
    id: 'people',
    title,
    blocks: [
      { kind: 'text', text: words.people.intro },
      {
        kind: 'table',
        caption: words.people.caption,
        head: [words.people.who, words.people.may],
        rows: Object.entries(people).map(([id, one]) => [one.title, rightsCell(rights.get(id)!)]),
      },
      ...lines(words.people.can, own),
      ...lines(words.people.todo, todo),
      ...lines(words.people.actions, [...new Set(lists.flatMap(({ actions }) => formTitles(actions)))]),
    ],
  }
}

function rightsCell({ as, may }: Rights): Cell {
  if (as === undefined && may.length === 0) return words.people.own
  return [...(as === undefined ? [] : [say(words.people.same, { who: as })]), ...may]
}
