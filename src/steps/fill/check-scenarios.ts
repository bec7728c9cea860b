import { isDeepStrictEqual } from 'node:util'
import type { Answers, Questions } from '../../brain/roles.ts'
import { holds } from '../../goal/decide.ts'
import type { Expectation, Scenario } from '../../schema.ts'
import { calmAnswers } from './calm.ts'
import { decidedIn, itemsOf } from './decided-in.ts'

type Question = Questions['tester']
const kinds: Readonly<Record<string, string>> = { YesNo: 'boolean', WholeNumber: 'number' }

/**
 * What no shape can say of scenarios: they give only answers that are asked for, expect only what can be seen, have
 * names of their own, and contradict neither the goal nor each other. So none of them can fail but for the glue.
 */
export function checkScenarios({ scenarios }: Answers['tester'], question: Question): string[] {
  const findings: string[] = []
  const seen = new Set(question.required.map((one) => one.id))
  const calm = calmAnswers(question.intent, question.record)
  const decided = new Map(question.required.flatMap((one) => outcomesOf(one, one.answers, question.visible)))
  for (const scenario of scenarios) {
    const say = (finding: string) => findings.push(`scenarios.${scenario.id}: ${finding}`)
    if (seen.has(scenario.id)) say('another one has this name')
    seen.add(scenario.id)
    for (const finding of [
      ...checkAnswers(scenario, question),
      ...checkActs(scenario, question),
      ...scenario.expect.flatMap((one) => checkExpectation(one, question)),
      ...againstGoal(scenario, { ...calm, ...scenario.answers }, question),
    ])
      say(finding)
    for (const [answers, outcome] of outcomesOf(scenario, { ...calm, ...scenario.answers }, question.visible)) {
      const other = decided.get(answers)
      if (other !== undefined && other !== outcome) say(`for the same answers another scenario expects ${other}`)
      decided.set(answers, other ?? outcome)
    }
  }
  return findings
}

function checkAnswers({ answers }: Scenario, { record }: Question): string[] {
  return Object.entries(answers).flatMap(([name, value]) => {
    const type = record.find((field) => field.name === name)?.type
    if (!type) return [`nobody is asked for "${name}"`]
    if (typeof value !== (kinds[type] ?? 'string')) return [`${name} is a ${type}`]
    // Other texts (an address, a telephone number) must be right in themselves, which the sample already is.
    return kinds[type] || type === 'PersonName' || type === 'FreeText' ? [] : [`${name} cannot be set by a scenario`]
  })
}

function checkActs({ do: done }: Scenario, { visible }: Question): string[] {
  return done.flatMap((one) => {
    if ('comes' in one) return [`${one.comes} comes by itself, which only what is tried anyway lets come`]
    if ('person' in one) return [`${one.person} is done by whoever sent it, which only what is tried anyway does`]
    const { act, with: given } = one
    const members = Object.hasOwn(visible.acts, act) ? visible.acts[act] : undefined
    if (!members) return [`staff cannot ${act}; they can ${Object.keys(visible.acts).join(', ')}`]
    const missing = members.required.filter((name) => !Object.hasOwn(given, name))
    const unknown = Object.keys(given).filter(
      (name) => !members.required.includes(name) && !members.optional.includes(name),
    )
    return [...missing.map((name) => `${act} needs "${name}"`), ...unknown.map((name) => `${act} takes no "${name}"`)]
  })
}

function checkExpectation(one: Expectation, { record, required, visible }: Question): string[] {
  const among = (value: string, values: readonly string[], what: string) =>
    values.includes(value) ? [] : [`"${value}" is no ${what}; there are ${values.join(', ')}`]
  switch (one.see) {
    case 'item': {
      const members = itemsOf(one.list, visible)
      if (!members) return among(String(one.list), Object.keys(visible.items), 'list')
      if (!Object.hasOwn(members, one.member)) return among(one.member, Object.keys(members), 'member of an item')
      const { values } = members[one.member]!
      if (typeof one.is !== 'object') return values ? among(String(one.is), values, one.member) : []
      const fields = record.map((field) => field.name)
      return 'answer' in one.is ? among(one.is.answer, fields, 'answer') : []
    }
    case 'panel':
      return among(one.panel, visible.panels, 'panel')
    case 'event':
      return among(one.type, visible.events, 'event')
    case 'answer':
    case 'calls':
    case 'stop':
    case 'todo':
    case 'kept':
      return required.some(({ expect }) => expect.some((other) => isDeepStrictEqual(other, one)))
        ? []
        : [`expects what only what is tried anyway sees (${one.see})`]
    case 'call': {
      const same = required
        .flatMap(({ expect }) => expect)
        .find((other) => other.see === 'call' && other.of === one.of && other.member === one.member)
      return same?.see === 'call' && isDeepStrictEqual(one.is, same.is)
        ? []
        : [`expects ${one.member} of ${one.of}, which only what is tried anyway does`]
    }
  }
}

/** What the goal itself says decides: a scenario in which one of its rules holds cannot expect anything milder. */
function againstGoal(scenario: Scenario, answers: Scenario['answers'], { intent, visible }: Question): string[] {
  return scenario.expect.flatMap((one) => {
    const seen = decidedIn(one, visible)
    if (!seen) return []
    const order = visible.outcomes[seen.rule] ?? []
    const stricter = intent.rules.find(
      (rule) =>
        rule.decides === seen.rule &&
        rule.when.every(({ field, is }) => holds(is, answers[field])) &&
        order.indexOf(rule.outcome) < order.indexOf(seen.is),
    )
    return stricter ? [`expects ${seen.is}, but the goal says "${stricter.because}"`] : []
  })
}

/** For the answers of a scenario and each rule that it sees, as one text, what the rule gives. */
function outcomesOf(
  { expect }: Scenario,
  answers: Scenario['answers'],
  visible: Question['visible'],
): [string, string][] {
  const rows = Object.entries(answers).filter(([, value]) => typeof value !== 'string')
  const text = JSON.stringify(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
  return expect.flatMap((one): [string, string][] => {
    const seen = decidedIn(one, visible)
    return seen ? [[`${seen.rule} ${text}`, seen.is]] : []
  })
}
