import type { Catalog } from '../../src/catalog/load.ts'
import type { Goal, Plan } from '../../src/schema.ts'
import { planOf } from './plan.ts'

// A penalty notice at half price within 10 days. What it costs is written into the plan by hand: the built-in reader reads one sum
// for everybody, and would refuse a goal that says another under a condition.

export const sentence = 'pay a fixed penalty notice for littering'
/** In pence. */
export const price = { soon: 4000, later: 8000 }

export async function penaltyPlan(options: Partial<Goal> = {}, from?: Catalog): Promise<Plan> {
  const plan = await planOf(sentence, options, from)
  return {
    ...plan,
    record: [
      ...plan.record,
      {
        name: 'within10Days',
        type: 'YesNo',
        role: 'case',
        question: {
          kind: 'yes-no',
          title: 'Was the notice given to you in the last 10 days?',
          hint: 'Its date is on the notice.',
          missing: 'Select yes if the notice was given to you in the last 10 days',
        },
        because: 'half price within 10 days',
      },
    ],
    rules: {
      ...plan.rules,
      fee: {
        gives: 'Money/fee',
        inputs: { within10Days: 'record.within10Days' },
        rows: [
          { when: { within10Days: true }, is: price.soon, because: 'half price within 10 days' },
          { when: {}, is: price.later, because: 'the fixed penalty for littering' },
        ],
      },
    },
    openQuestions: plan.openQuestions.filter(({ id }) => id !== 'rules.fee'),
  }
}
