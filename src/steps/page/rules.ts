import { type Composition, partsOf, type Rule, setupPhase, stopRules } from '../../schema.ts'
import { deploySettings } from '../scaffold/deploy.ts'
import type { Block, Cell, Section } from './document.ts'
import { type Facts, partNamed, purposeOf } from './facts.ts'
import { conditionText, messageText, named, sourceText, valueText } from './values.ts'
import { say, words } from './words.ts'

type Table = [name: string, rule: Rule]

/** What a rule compares decides whether it is a table to read or one value for everybody. */
const isSetting = ({ hit, rows }: Rule): boolean => !hit && rows.every(({ when }) => Object.keys(when).length === 0)

const tablesOf = ({ rules }: Composition): Table[] =>
  Object.entries(rules).flatMap(([name, rule]) => ('rows' in rule ? [[name, rule] as Table] : []))

/** The values that are the same for everybody. The name by which the service's parts know it is nothing to read. */
export const settingsOf = (composition: Composition): Table[] =>
  tablesOf(composition).filter(([, rule]) => isSetting(rule) && rule.rows[0]!.is !== composition.name)

/** Decision tables, each from its top, and what is never done. */
export function rulesSection({ composition, catalog }: Facts): Section {
  const stops = stopRules(composition)
  const tables = tablesOf(composition).filter(([, rule]) => !isSetting(rule))
  const coded = Object.entries(composition.rules).flatMap(([name, rule]): Block[] => {
    if (!('code' in rule)) return []
    const facts = { file: `service/src/rules/${name}.ts`, values: rule.values.join(', ') }
    return [
      { kind: 'heading', text: named(name) },
      { kind: 'text', text: say(words.rules.coded, facts) },
    ]
  })
  const never = composition.never.map(
    ({ do: what, if: when, because }): Cell => [
      say(words.rules.neverDone, { what: what.includes('.') ? purposeOf(what, catalog) : partNamed(what, catalog) }),
      ...Object.entries(when).map(([source, test]) => conditionText(sourceText(source, composition), test)),
      ...(because ? [because] : []),
    ],
  )
  const decides = tables.length + coded.length > 0
  return {
    id: 'rules',
    title: words.rules.title,
    blocks: [
      { kind: 'text', text: decides ? words.rules.intro : words.rules.none },
      ...tables.flatMap(([name, rule]) => tableBlocks(name, rule, stops.includes(name), composition)),
      ...coded,
      ...(never.length > 0
        ? [{ kind: 'heading', text: words.rules.never } as const, { kind: 'list', items: never } as const]
        : []),
    ],
  }
}

function tableBlocks(name: string, rule: Rule, stops: boolean, composition: Composition): Block[] {
  const type = rule.gives.split('/')[0]!
  const conditions = (when: Rule['rows'][number]['when']) =>
    Object.entries(when).map(([input, test]) => {
      const source = rule.inputs[input] ?? `record.${input}`
      return conditionText(sourceText(source, composition), test, typeOf(source, composition), composition)
    })
  return [
    {
      kind: 'table',
      caption: named(name),
      head: [words.rules.when, words.rules.result, words.rules.because],
      rows: rule.rows.map(({ when, is, because }) => [
        Object.keys(when).length > 0 ? conditions(when) : words.rules.otherwise,
        valueText(is, type, composition),
        because ?? words.rules.pattern,
      ]),
    },
    { kind: 'text', text: stops ? words.rules.stops : words.rules.hits[rule.hit ?? 'first'] },
  ]
}

/** The shared type of what is compared, as far as it decides how a value reads. */
function typeOf(source: string, { record, rules }: Composition): string {
  const { kind, head } = partsOf(source)
  if (kind === 'rule') return rules[head]?.gives.split('/')[0] ?? ''
  return record.find(({ name }) => name === head)?.type ?? ''
}

/** What is the same for everybody: times, limits, amounts, what is set up, and what is set where it runs. */
export function timesSection(facts: Facts): Section {
  const { composition, catalog } = facts
  const settings = settingsOf(composition).map(([name, rule]): Cell[] => [
    named(name),
    valueText(rule.rows[0]!.is, rule.gives.split('/')[0]!, composition),
    rule.rows[0]!.because ?? words.rules.pattern,
  ])
  const deploy = deploySettings(composition, catalog).filter(({ default: usual }) => usual !== '')
  const setup = setUpRows(composition)
  return {
    id: 'times',
    title: words.times.title,
    blocks: [
      { kind: 'text', text: settings.length > 0 ? words.times.intro : words.times.none },
      ...(settings.length > 0
        ? [
            {
              kind: 'table',
              caption: words.times.caption,
              head: [words.times.what, words.times.is, words.times.why],
              rows: settings,
            } as const,
          ]
        : []),
      ...(setup.length > 0
        ? ([
            { kind: 'text', text: words.times.setupIntro },
            {
              kind: 'table',
              caption: say(words.times.setup, { purpose: setUpPurposes(facts).join(', ') }),
              head: [words.times.what, words.times.is],
              rows: setup,
            },
          ] as const)
        : []),
      ...(deploy.length > 0
        ? ([
            { kind: 'text', text: words.times.deployIntro },
            {
              kind: 'table',
              caption: words.times.deploy,
              head: [words.times.what, words.times.usual],
              rows: deploy.map(({ words: about, default: usual }) => [about, String(usual)]),
            },
          ] as const)
        : []),
    ],
  }
}

const setUpPurposes = ({ composition, catalog }: Facts): string[] =>
  (composition.phases[setupPhase] ?? []).flatMap((step) => (step.do ? [purposeOf(step.do, catalog)] : []))

/** What is given once, before it opens: opening hours, how long each time is. */
export function setUpRows(composition: Composition): [string, string][] {
  const steps = composition.phases[setupPhase] ?? []
  return steps.flatMap((step) =>
    Object.entries(step.with ?? {}).map(([name, value]): [string, string] => [
      named(name),
      messageText(valueText(value, '', composition)),
    ]),
  )
}
