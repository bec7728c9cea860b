import { answeredRules, type Composition, type Rule, stopRules } from '../../../schema.ts'
import { decidedUnder } from '../../fill/row-scenarios.ts'
import type { Value } from '../proof/samples.ts'

export type Expected = { stop: Value } | { answers: Record<string, Value>; because: Record<string, string> }

/** What follows from some answers, by the rules as data: what the generated code must come to as well. */
export function expectedOf(composition: Composition, answers: Record<string, Value>): Expected {
  const rules = tablesOf(composition)
  const scalars = Object.entries(answers).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ])
  const decided = decidedUnder(rules, Object.fromEntries(scalars))
  const stop = stopRules(composition).find((name) => decided.has(name))
  if (stop !== undefined) return { stop: decided.get(stop)!.is as Value }
  const told = answeredRules(composition).map((name) => [name, decided.get(name)!] as const)
  return {
    answers: Object.fromEntries(told.map(([name, row]) => [name, row.is as Value])),
    because: Object.fromEntries(
      told.flatMap(([name, { because }]) => (because ? [[name, because.replace(/\s+/g, ' ')]] : [])),
    ),
  }
}

/** The rules of such a service: all of them are tables. */
export const tablesOf = ({ rules }: Composition): Record<string, Rule> =>
  Object.fromEntries(Object.entries(rules).flatMap(([name, rule]) => ('rows' in rule ? [[name, rule]] : [])))
