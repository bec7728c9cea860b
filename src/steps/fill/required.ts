import { holds } from '../../goal/decide.ts'
import { both } from '../../goal/ranges.ts'
import { slug } from '../../goal/words.ts'
import type { Composition, Intent, PatternFile, RecordField, Rule, Scenario, Test } from '../../schema.ts'
import { beyond, calmAnswers, meeting } from './calm.ts'
import { decidedIn, type Visible } from './decided-in.ts'
import { rowScenarios } from './row-scenarios.ts'
import { takerOf } from './takers.ts'
import { toldIn } from './told-in.ts'

type Draft = Parameters<typeof takerOf>[1] &
  Pick<Composition, 'lists' | 'panels' | 'journeys'> & { record: readonly RecordField[]; rules: Rules }

/** What no brain may leave out: the pattern's hand-written scenarios, and those that the goal's own words demand. */
export function requiredScenarios(intent: Intent, pattern: PatternFile, draft: Draft, visible: Visible): Scenario[] {
  const { record, rules: tables } = draft
  const calm = calmAnswers(intent, record)
  const given = pattern.spec.scenarios.filter((scenario) => !overruled(scenario, intent.rules, calm, tables, visible))
  const named = [...given, ...ruleScenarios(intent, draft, calm), ...byChannel(intent, draft)]
  // What no scenario sees of a rule yet is seen where it is taken.
  const seen = new Set(named.flatMap(({ expect }) => expect.flatMap((one) => decidedIn(one, visible)?.rule ?? [])))
  const unseen = Object.keys(tables).filter((name) => !seen.has(name))
  const scenarios = [...named, ...unseen.flatMap((name) => rowScenarios(name, draft, calm))]
  return scenarios.map((scenario) => ({ ...scenario, answers: { ...calm, ...scenario.answers } }))
}

/** People are told in the way that the goal names: whatever a step with a text told them stands in a panel of its part. */
function byChannel({ constraints }: Intent, draft: Draft): Scenario[] {
  const channel = constraints.find((constraint) => constraint.kind === 'channel')
  const told = toldIn(draft)
  if (!channel || !told) return []
  return [
    {
      id: slug(`told by ${channel.value}`),
      title: `people are told by ${channel.value}`,
      from: 'goal',
      answers: {},
      do: [],
      expect: [{ see: 'panel', panel: told, says: '{reference}', where: { channel: channel.value }, count: 1 }],
    },
  ]
}

type Rules = Readonly<Record<string, Rule>>

type Answers = Scenario['answers']

const applies = (rule: Pick<Intent['rules'][number], 'when'>, answers: Answers): boolean =>
  rule.when.every(({ field, is }) => holds(is, answers[field]))

/** Whether the service is for whoever answers so. */
const mayGoOn = ({ eligible }: Intent, answers: Answers): boolean =>
  eligible.length === 0 || eligible.some((one) => applies(one, answers))

/** A test as far as whoever the service is for can meet it. */
function withinReach({ eligible }: Intent, field: string, is: Test): Test {
  const own = eligible[0]?.when.find((one) => one.field === field)
  return (own && both(is, own.is)) ?? is
}

const fallbackOf = (tables: Rules, decides: string): string | undefined => {
  const is = tables[decides]?.rows.find((row) => Object.keys(row.when).length === 0)?.is
  return typeof is === 'string' ? is : undefined
}

/** A pattern's scenario no longer holds when the goal decides its very condition otherwise, or leaves nothing to the last row. */
function overruled(
  scenario: Scenario,
  rules: Intent['rules'],
  calm: Answers,
  tables: Rules,
  visible: Visible,
): boolean {
  return rules.some((rule) => {
    const fallback = fallbackOf(tables, rule.decides)
    return scenario.expect.some((one) => {
      const seen = decidedIn(one, visible)
      return (
        seen?.rule === rule.decides &&
        seen.is !== rule.outcome &&
        applies(rule, seen.is === fallback ? { ...calm, ...scenario.answers } : scenario.answers)
      )
    })
  })
}

/** For each rule: with its condition met its outcome holds; just beyond the border of a number it does not. */
function ruleScenarios(intent: Intent, draft: Draft, calm: Answers): Scenario[] {
  const { rules: tables } = draft
  return intent.rules.flatMap((rule, index) => {
    const taker = takerOf(rule.decides, draft)
    if (!taker) return []
    const met = Object.fromEntries(rule.when.map(({ field, is }) => [field, meeting(withinReach(intent, field, is))]))
    const said = rule.when.map((condition) => condition.phrase).join(' and ')
    const scenario = (id: string, title: string, answers: Scenario['answers'], outcome: string): Scenario => ({
      id: slug(`${id} ${index + 1}`),
      title,
      from: 'goal',
      answers,
      do: [],
      expect: [{ see: 'call', ...taker, is: outcome }],
    })
    const fallback = fallbackOf(tables, rule.decides)
    const outside = rule.when.flatMap(({ field, is }) => {
      if (fallback === undefined || fallback === rule.outcome) return []
      return beyond(is).flatMap((value) => {
        // Beyond one border another rule may begin ("urgent over 80, high over 75"), or nobody gets through.
        const answers = { ...calm, ...met, [field]: value }
        const isOther = intent.rules.some((other) => applies(other, answers)) || !mayGoOn(intent, answers)
        return isOther ? [] : [{ field, value }]
      })
    })
    return [
      scenario(`${rule.outcome} when ${said}`, `${rule.outcome} when ${said}`, met, rule.outcome),
      ...outside.map(({ field, value }, at) =>
        scenario(
          `${fallback} without ${field}${at > 0 && outside[at - 1]!.field === field ? ` ${value}` : ''}`,
          `${fallback} when it is not so that ${said} (${field} is ${value})`,
          { ...met, [field]: value },
          fallback!,
        ),
      ),
    ]
  })
}
