import type { Plan } from '../../src/schema.ts'
import { planOf } from './plan.ts'

// "pay a fixed penalty notice for littering, half price within 10 days", with what it costs written into the plan by hand: the
// built-in reader does not read money yet.

export const sentence = 'pay a fixed penalty notice for littering, half price within 10 days'
/** In pence. */
export const price = { soon: 4000, later: 8000 }

export async function penaltyPlan(): Promise<Plan> {
  const plan = await planOf(sentence)
  return {
    ...plan,
    // What the reader left of the goal is what is written here.
    unread: plan.unread.filter(({ kind }) => kind !== 'time'),
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
