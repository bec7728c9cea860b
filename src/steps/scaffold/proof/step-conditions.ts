import type { Operation } from '../../../catalog/contract.ts'
import { type Answer, holds } from '../../../goal/decide.ts'
import { type Composition, partsOf, type Step } from '../../../schema.ts'
import { answersFor, decidedUnder } from '../../fill/row-scenarios.ts'
import { flowsOf } from '../flows.ts'
import { isAboutRecord } from './about.ts'
import { answersAsked, changedCode, type Value } from './samples.ts'

/** A step that hangs on a condition, as a test tries it: under some answers it is done, under others it is not. */
export interface StepConditionRow {
  name: string
  answers: string
  operation: string
  count: 0 | 1
}

/** Two rows for each step of the first flow whose condition is one of answers or rules; one, where no answers tell it apart. */
export function stepConditionRows(
  composition: Composition,
  operations: ReadonlyMap<string, Operation>,
  sample: Readonly<Record<string, Value>>,
): StepConditionRow[] {
  const [{ steps } = { steps: [] }] = flowsOf(composition)
  return steps.flatMap((step): StepConditionRow[] => {
    const operation = operations.get(step.do ?? '')
    const isOnlyOne = steps.filter((one) => one.do === step.do).length === 1
    if (!operation || operation.method === 'GET' || !isAboutRecord(operation) || !isOnlyOne) return []
    const tries = triesOf(step, composition)
    const isDone = (set: Record<string, Answer>) => meets(step, composition, { ...sample, ...set })
    const asked = (set: Record<string, Answer>) =>
      answersAsked(composition, { ...sample, ...set } as Record<string, Value>)
    // What is asked no more may be what the step needs.
    const under = tries.find((set) => isDone(set) && Object.keys(sample).every((name) => name in asked(set)))
    const otherwise = tries.find((set) => !isDone(set))
    const row = (set: Record<string, Answer> | undefined, says: string, count: 0 | 1): StepConditionRow[] => {
      if (!set) return []
      const answers = changedCode(composition, sample, set as Record<string, Value>)
      return [{ name: `${step.id}: ${says} ${JSON.stringify(step.if)}`, answers, operation: operation.name, count }]
    }
    return [...row(under, 'is done under', 1), ...row(otherwise, 'is not done but under', 0)]
  })
}

/** Sets of answers that may tell whether a condition holds; none where it hangs on more than answers and tables. */
export function triesOf({ if: when = {} }: Step, { rules, record }: Composition): Record<string, Answer>[] {
  const each = Object.keys(when).map((source): Record<string, Answer>[] | undefined => {
    const { kind, head } = partsOf(source)
    const rule = rules[head]
    if (kind === 'rule' && rule && 'rows' in rule)
      return rule.rows.flatMap((_, index) => {
        const found = answersFor(rule, index, tablesOf(rules))
        return found ? [found] : []
      })
    const isYesNo = record.some(({ name, question }) => name === head && question.kind === 'yes-no')
    return kind === 'record' && isYesNo ? [{ [head]: true }, { [head]: false }] : undefined
  })
  if (each.length === 0 || each.includes(undefined)) return []
  // Each by itself, and two together.
  const all = each.flatMap((sets) => sets ?? [])
  return [{}, ...all, ...all.flatMap((one) => all.map((other) => ({ ...one, ...other })))]
}

/** Whether the condition of a step holds under answers. */
export function meets({ if: when = {} }: Step, { rules }: Composition, answers: Record<string, unknown>): boolean {
  const given = answers as Record<string, Answer>
  const decided = decidedUnder(tablesOf(rules), given)
  return Object.entries(when).every(([source, test]) => {
    const { kind, head } = partsOf(source)
    const value = kind === 'rule' ? decided.get(head)?.is : given[head]
    return holds(test, value as Answer | undefined)
  })
}

const tablesOf = (rules: Composition['rules']) =>
  Object.fromEntries(Object.entries(rules).flatMap(([name, rule]) => ('rows' in rule ? [[name, rule]] : [])))
