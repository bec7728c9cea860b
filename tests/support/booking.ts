import { questionFor } from '../../src/catalog/asks.ts'
import type { Plan, RecordField } from '../../src/schema.ts'
import { catalog, planOf } from './plan.ts'

// "book a slot at the recycling centre, at most 12 visits a year", with the limit written into the plan by hand: the built-in
// reader does not understand it yet. It counts by household, so people are asked for their home.

export const sentence = 'book a slot at the recycling centre, at most 12 visits a year'

/** `atOnce` is how many each time has room for. */
export async function bookingPlan({ atOnce }: { atOnce: number }): Promise<Plan> {
  const [plan, other] = await Promise.all([planOf(sentence), planOf('case triage service')])
  const home = other.record.filter(({ role }) => role === 'home')
  const lookup = other.choices.find(({ capability }) => capability === 'address-lookup')!
  const [setUp] = plan.phases.setup!
  const [book] = plan.phases.submit!
  const held = (field: RecordField): RecordField => {
    const { choices } = field
    if (!choices?.hold) return field
    return { ...field, choices: { ...choices, hold: { ...choices.hold, inputs: { limit: 'rule.limit' } } } }
  }
  const email = {
    ...questionFor(catalog.types, 'Contact')!,
    only: ['email' as const],
    title: 'What is your email address?',
  }
  return {
    ...plan,
    choices: [...plan.choices, { ...lookup, why: 'a household is known by its address' }],
    record: [
      ...plan.record.filter(({ choices, type }) => !choices && type !== 'Contact'),
      ...home,
      ...plan.record.filter(({ type }) => type === 'Contact').map((field) => ({ ...field, question: email })),
      ...plan.record.filter(({ choices }) => choices).map(held),
    ],
    rules: {
      ...plan.rules,
      limit: {
        gives: 'Limit/booking',
        inputs: { homeAddress: 'record.homeAddress' },
        rows: [
          { when: {}, is: { count: 12, period: 'P1Y', key: '$homeAddress' }, because: 'at most 12 visits a year' },
        ],
      },
    },
    phases: {
      ...plan.phases,
      setup: [{ ...setUp!, with: { ...setUp!.with, 'at-once': atOnce } }],
      submit: [{ ...book!, inputs: { ...book!.inputs, limit: 'rule.limit' } }],
    },
  }
}
