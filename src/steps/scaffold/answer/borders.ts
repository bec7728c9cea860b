import { type Composition, type OptionalTest, partsOf } from '../../../schema.ts'
import { answersFor } from '../../fill/row-scenarios.ts'
import { answersAsked, type Value } from '../proof/samples.ts'
import { tablesOf } from './expected.ts'

type Answers = Record<string, Value>

/**
 * Answers at the border of each row of each rule: those that meet all of it, and for each thing that it compares those just on
 * the other side. `all` has an answer to every question.
 */
export function borderAnswers(composition: Composition, all: Answers): { title: string; answers: Answers }[] {
  const rules = tablesOf(composition)
  const seen = new Set<string>()
  const found: { title: string; answers: Answers }[] = []
  for (const [name, rule] of Object.entries(rules))
    for (const [index, { when }] of rule.rows.entries()) {
      const met = answersFor(rule, index, rules)
      if (!met) continue
      const add = (title: string, changed: object) => {
        const answers = answersAsked(composition, { ...all, ...(met as Answers), ...changed })
        const key = JSON.stringify(answers)
        if (!seen.has(key)) found.push({ title: `${name}, row ${index + 1}: ${title}`, answers })
        seen.add(key)
      }
      add('all of it holds', {})
      for (const [input, test] of Object.entries(when)) {
        const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
        if (kind !== 'record') continue
        for (const value of around(test, all[head])) add(`${head} is ${String(value)}`, { [head]: value })
      }
    }
  return found
}

/** Values at a border and on both sides of it; an answer is never less than nothing. */
function around(test: OptionalTest, other: Value | undefined): Value[] {
  if (typeof test === 'boolean') return [test, !test]
  if (typeof test === 'string') return other === undefined ? [] : [other]
  if ('given' in test) return []
  const borders: number[] = Object.values(test)
  return borders.flatMap((border) => [border - 1, border, border + 1]).filter((value) => value >= 0)
}
