import { holds } from '../../goal/decide.ts'
import { not } from '../../goal/ranges.ts'
import type { Condition, Intent, RecordField, Scenario, Test } from '../../schema.ts'

/** Answers under which no rule holds and nobody is stopped, so that what a scenario sets alone decides. */
export function calmAnswers(intent: Intent, record: readonly RecordField[]): Scenario['answers'] {
  const [wanted, ...others] = intent.eligible
  const conditions = [...others, ...intent.rules, ...intent.times, ...intent.amounts].flatMap(({ when }) => when)
  const answers: Scenario['answers'] = {}
  for (const { name, type, question } of record) {
    const ordinary = intent.fields.find((field) => field.name === name)?.ordinary
    const must = wanted?.when.find(({ field }) => field === name)?.is
    // Without its tick nobody can send anything.
    if (type === 'YesNo') answers[name] = question.kind === 'declaration' || (must ?? ordinary) === true
    if (type === 'WholeNumber') answers[name] = calmNumber(ordinary, must, testsOf(name, conditions), question.min ?? 0)
  }
  return answers
}

const testsOf = (name: string, conditions: readonly Condition[]): Test[] =>
  conditions.flatMap(({ field, is }) => (field === name ? [is] : []))

/** A number that gets through, and meets none of the goal's conditions on the field if there is one. */
function calmNumber(ordinary: unknown, must: Test | undefined, tests: readonly Test[], least: number): number {
  const numbers = [must, ...tests].flatMap((test) => (test === undefined ? [] : [...beyond(test), meeting(test)]))
  const candidates = [ordinary, least, ...numbers].filter(
    (value) => typeof value === 'number' && value >= least && (must === undefined || holds(must, value)),
  ) as number[]
  return ordinary === candidates[0] && candidates[0] !== undefined
    ? candidates[0]
    : (candidates.find((value) => tests.every((test) => !holds(test, value))) ?? candidates[0] ?? least)
}

/** An answer that meets a test, at its border. */
export function meeting(test: Test): string | number | boolean {
  if (typeof test !== 'object') return test
  if ('over' in test) return test.over + 1
  if ('under' in test) return Math.max(0, test.under - 1)
  return 'atLeast' in test ? test.atLeast : test.atMost
}

/** Answers just on the other side of each border; none for a plain text. */
export const beyond = (test: Test): (number | boolean)[] =>
  not(test)
    .map(meeting)
    .filter((value) => typeof value !== 'string')
