import { type Composition, onlyAnswers, type Placed, setupPhase, stepsOf } from '../../schema.ts'
import type { Block, Picture, Section } from './document.ts'
import { type Facts, partNamed, purposeOf } from './facts.ts'
import { conditionsOf, momentOf } from './moments.ts'
import { toldBy } from './told.ts'
import { named } from './values.ts'
import { say, words } from './words.ts'

const said = words.way
type Step = Picture['groups'][number]['steps'][number]

/** The way of a record through the parts: drawn, and the same as a list. */
export function waySection(facts: Facts): Section {
  const { noun, title } = facts.composition
  const picture: Picture = { title: say(said.picture, { title, noun }), own: said.own, groups: groupsOf(facts) }
  return {
    id: 'way',
    title: say(said.title, { noun }),
    blocks: [
      { kind: 'text', text: said.intro },
      { kind: 'picture', picture },
      { kind: 'heading', text: said.caption },
      ...inWords(picture),
    ],
  }
}

/** Each heading of the picture with its steps below it. */
function inWords({ groups }: Picture): Block[] {
  const items = groups.map(({ heading, steps }) => [
    heading,
    ...steps.map(({ does, part }) => (part === undefined ? does : say(said.step, { does, part }))),
  ])
  return [{ kind: 'list', items, ordered: true }]
}

/** The steps under what they follow on, in the order in which that may happen. */
function groupsOf({ composition, catalog }: Facts): Picture['groups'] {
  const steps = stepsOf(composition).filter(({ await: event, undoes }) => !event && undoes === undefined)
  const groups = new Map<string, Step[]>()
  const add = (heading: string, step?: Step) =>
    groups.set(heading, [...(groups.get(heading) ?? []), ...(step ? [step] : [])])
  for (const step of steps.filter(({ under }) => under === setupPhase))
    add(said.setup, shown(step, composition, catalog))
  add(onlyAnswers(composition) ? said.asks : said.sent)
  for (const { do: operation } of Object.values(composition.answers ?? {}))
    add(said.asks, { does: purposeOf(operation, catalog), part: partOf(operation, catalog) })
  if (onlyAnswers(composition)) add(said.asks, { does: said.answer, part: undefined })
  for (const step of steps.filter(({ under }) => under !== setupPhase))
    add(momentOf(step, composition), shown(step, composition, catalog))
  return [...groups].map(([heading, all]) => ({ heading, steps: all }))
}

const partOf = (operation: string, catalog: Facts['catalog']) => partNamed(operation.split('.')[0]!, catalog)

function shown(step: Placed, composition: Composition, catalog: Facts['catalog']): Step {
  const does = conditionsOf(step, composition).reduce(
    (before, condition) => say(said.onlyIf, { does: before, condition }),
    doneBy(step, composition, catalog),
  )
  return { does, part: step.do ? partOf(step.do, catalog) : undefined }
}

function doneBy(step: Placed, composition: Composition, catalog: Facts['catalog']): string {
  if (step.withdraw) return said.undo
  if (step.emit) return say(said.tell, { event: named(step.emit) })
  const told = toldBy(step, composition)
  if (told?.subject) return say(said.send, { subject: told.subject })
  return purposeOf(step.do ?? step.id, catalog)
}
