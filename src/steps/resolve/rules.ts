import type { Catalog } from '../../catalog/load.ts'
import {
  type BroughtRule,
  type Intent,
  type PatternFile,
  type Plan,
  partsOf,
  type RecordField,
  type Source,
  type Step,
} from '../../schema.ts'
import { inWordsOf } from './in-words.ts'
import { partsNamed } from './parts-named.ts'
import { withTimes } from './said.ts'

/** Rules of the pattern and of the parts that it uses or the goal names; the pattern's come before a part's of the same name. */
export function rulesOf(intent: Intent, file: PatternFile, catalog: Catalog): Record<string, BroughtRule> {
  const pattern = file.spec
  const parts = partsNamed(intent, file)
  const brought = parts.map((id) => catalog.capabilities.get(id)?.brings.rules ?? {})
  const rules: Record<string, BroughtRule> = inWordsOf(
    intent,
    file,
    Object.assign({}, ...brought.reverse(), pattern.rules),
  )
  return Object.fromEntries(
    Object.entries(rules).map(([name, { words: _, ...rule }]) => [
      name,
      withTimes(name, rule, intent, pattern, catalog.types),
    ]),
  )
}

/** What the goal says of how long something lasts, in the rule that it names; of a rule that there is not it is `left`. */
export function withDurations(
  rules: Readonly<Record<string, BroughtRule>>,
  { durations }: Pick<Intent, 'durations'>,
): { rules: Record<string, BroughtRule>; left: string[] } {
  const own = durations.filter(({ rule }) => rules[rule])
  const set = own.map(({ because, lasts, rule }) => [
    rule,
    { ...rules[rule]!, rows: [{ when: {}, is: lasts, because }] },
  ])
  return {
    rules: { ...rules, ...Object.fromEntries(set) },
    left: durations.filter((one) => !own.includes(one)).map(({ because }) => because),
  }
}

/**
 * The rules that a step takes, that people are answered with, or another rule that is taken. What nothing takes decides
 * nothing.
 */
export function takenRules(
  rules: Readonly<Record<string, BroughtRule>>,
  steps: readonly Pick<Step, 'inputs' | 'if'>[],
  record: readonly RecordField[],
  answered: readonly string[],
): Record<string, BroughtRule> {
  const taken = new Set<string>()
  const take = (sources: readonly Source[]) => {
    for (const { kind, head } of sources.map(partsOf)) {
      if (kind !== 'rule' || taken.has(head)) continue
      taken.add(head)
      take(Object.values(rules[head]?.inputs ?? {}))
    }
  }
  take(answered.map((name) => `rule.${name}`))
  for (const { choices } of record) take(Object.values({ ...choices?.inputs, ...choices?.hold?.inputs }))
  for (const step of steps) take([...Object.values(step.inputs), ...Object.keys(step.if ?? {})])
  return Object.fromEntries(Object.entries(rules).filter(([name]) => taken.has(name)))
}

/** A journey answers with a rule that neither the pattern nor the goal has. */
export const unanswered = (name: string): Plan['openQuestions'][number] => ({
  id: `rules.${name}`,
  question: `What is the ${name}? The goal does not say by which rule it follows from what people are asked.`,
  options: [],
})

/** A rule that something takes, and nobody says what it gives. */
export const undecidedBy =
  (steps: readonly Step[]) =>
  (name: string): Plan['openQuestions'][number] => {
    const step = steps.find(({ inputs }) => Object.values(inputs).includes(`rule.${name}`))
    return {
      id: `rules.${name}`,
      question: `What is the ${name}?${step ? ` ${step.id} needs it, and` : ''} the goal does not say.`,
      options: [],
    }
  }
