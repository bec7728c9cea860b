import { type Composition, inputsNamed, onlyAnswers, partsOf, stepsOf } from '../../schema.ts'
import { partRows } from '../scaffold/part-rows.ts'
import type { Block, Cell, Section } from './document.ts'
import { type Facts, partNamed } from './facts.ts'
import { questionOf } from './values.ts'
import { say, words } from './words.ts'

const said = words.data

/** What each part is given of people's answers, how long it keeps it, and where. */
export function dataSection(facts: Facts): Section {
  const bare = onlyAnswers(facts.composition)
  const rows = [...(bare ? [] : [ownRow(facts)]), ...partRowsOf(facts)]
  const texts = bare ? [said.nowhere] : [said.copy, said.audit, said.unsent, said.logs]
  return {
    id: 'data',
    title: said.title,
    blocks: [
      ...(rows.length > 0
        ? [
            {
              kind: 'table',
              caption: said.caption,
              head: [said.part, said.given, said.kept, said.stays],
              rows,
            } as const,
          ]
        : []),
      ...texts.map((text): Block => ({ kind: 'text', text })),
    ],
  }
}

function ownRow({ composition, catalog }: Facts): Cell[] {
  const keepers = composition.keeps.map(({ by }) => say(said.with, { part: partNamed(by.split('.')[0]!, catalog) }))
  return [said.own, said.all, keepers.length > 0 ? keepers : said.forGood, said.here]
}

function partRowsOf({ composition, catalog }: Facts): Cell[][] {
  return partRows(composition, catalog).map(({ capability, classification, personal, residency, retention }) => {
    const given = answersGiven(capability, composition)
    return [
      partNamed(capability, catalog),
      given.length > 0 ? given : personal === 'none' ? said.events : said.nothing,
      retention,
      [said.personal[personal], say(said.marked, { classification }), say(said.where, { places: residency })],
    ]
  })
}

/** The answers that a source is or holds: a rule may give one as it is, as a limit does whose count it is. */
function fieldsIn(source: string, { rules }: Composition): string[] {
  const { kind, head } = partsOf(source)
  if (kind === 'record') return [head]
  const rule = kind === 'rule' ? rules[head] : undefined
  if (!rule || !('rows' in rule)) return []
  return rule.rows
    .flatMap(({ is }) => inputsNamed(is))
    .map((input) => partsOf(rule.inputs[input] ?? `record.${input}`))
    .flatMap((one) => (one.kind === 'record' ? [one.head] : []))
}

/** The questions whose answers a part is given, by its steps and by what people pick from. */
function answersGiven(capability: string, composition: Composition): Cell & readonly string[] {
  const of = (operation: string | undefined) => operation?.split('.')[0] === capability
  const steps = stepsOf(composition).filter((step) => of(step.do))
  const choices = composition.record.flatMap(({ choices: one }) => (one && of(one.operation) ? [one] : []))
  const holds = composition.record.flatMap(({ name, choices: one }) =>
    one?.hold && of(one.hold.operation) ? [name] : [],
  )
  const found = Object.values(composition.answers ?? {}).filter((one) => of(one.do))
  const fields = [...steps, ...choices, ...found]
    .flatMap(({ inputs }) => Object.values(inputs))
    .flatMap((source) => fieldsIn(source, composition))
  if (fields.includes('answers')) return [said.all]
  const asked = new Set([...fields, ...holds])
  return composition.record.flatMap(({ name }) => (asked.has(name) ? [questionOf(name, composition)] : []))
}
