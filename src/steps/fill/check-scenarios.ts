import { isDeepStrictEqual } from 'node:util'
import type { Answers, Questions } from '../../brain/roles.ts'
import { holds } from '../../goal/decide.ts'
import type { Expectation, Scenario } from '../../schema.ts'
import { calmAnswers } from './required.ts'

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
  const decided = new Map(question.required.flatMap((one) => outcomeOf(one, one.answers)))
  for (const scenario of scenarios) {
    const say = (finding: string) => findings.push(`scenarios.${scenario.id}: ${finding}`)
    if (seen.has(scenario.id)) say('another one has this name')
    seen.add(scenario.id)
    for (const finding of [
      ...checkAnswers(scenario, question),
      ...checkStaff(scenario, question),
      ...scenario.expect.flatMap((one) => checkExpectation(one, question)),
      ...againstGoal(scenario, { ...calm, ...scenario.answers }, question),
    ])
      say(finding)
    for (const [answers, outcome] of outcomeOf(scenario, { ...calm, ...scenario.answers })) {
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

function checkStaff({ staff }: Scenario, { visible }: Question): string[] {
  return staff.flatMap(({ action, with: given }) => {
    const members = Object.hasOwn(visible.staffActions, action) ? visible.staffActions[action] : undefined
    if (!members) return [`staff cannot "${action}"; they can ${Object.keys(visible.staffActions).join(', ')}`]
    const missing = members.required.filter((name) => !Object.hasOwn(given, name))
    const unknown = Object.keys(given).filter(
      (name) => !members.required.includes(name) && !members.optional.includes(name),
    )
    return [
      ...missing.map((name) => `${action} needs "${name}"`),
      ...unknown.map((name) => `${action} takes no "${name}"`),
    ]
  })
}

function checkExpectation(one: Expectation, { record, required, visible }: Question): string[] {
  const among = (value: string, values: readonly string[], what: string) =>
    values.includes(value) ? [] : [`"${value}" is no ${what}; there are ${values.join(', ')}`]
  switch (one.see) {
    case 'priority':
      return among(one.is, visible.outcomes.priority ?? [], 'priority')
    case 'status':
      return among(one.is, visible.statuses, 'status')
    case 'case':
      return among(
        one.answer,
        record.map((field) => field.name),
        'answer',
      )
    case 'audit':
    case 'event':
      return among(one.type, visible.events, 'event')
    case 'due': {
      const due = required.flatMap(({ expect }) => expect).find((other) => other.see === 'due')
      return !due || isDeepStrictEqual(one, due)
        ? []
        : [`the response is due within ${due.within.amount} ${due.within.unit}`]
    }
    case 'messages':
    case 'team':
      return []
  }
}

/** What the goal itself says decides: a scenario in which one of its rules holds cannot expect anything milder. */
function againstGoal(scenario: Scenario, answers: Scenario['answers'], { intent, visible }: Question): string[] {
  return scenario.expect.flatMap((one) => {
    if (one.see !== 'priority') return []
    const order = visible.outcomes.priority ?? []
    const stricter = intent.rules.find(
      (rule) =>
        rule.when.every(({ field, is }) => holds(is, answers[field])) &&
        order.indexOf(rule.outcome) < order.indexOf(one.is),
    )
    return stricter ? [`expects ${one.is}, but the goal says "${stricter.because}"`] : []
  })
}

/** The answers of a scenario as one text, and the priority it expects for them. */
function outcomeOf({ expect }: Scenario, answers: Scenario['answers']): [string, string][] {
  const rows = Object.entries(answers).filter(([, value]) => typeof value !== 'string')
  const text = JSON.stringify(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
  return expect.flatMap((one): [string, string][] => (one.see === 'priority' ? [[text, one.is]] : []))
}
