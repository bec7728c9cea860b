import { questionFor } from '../../src/catalog/asks.ts'
import type { Plan, Question, RecordField, Step } from '../../src/schema.ts'
import { catalog, planOf } from './plan.ts'

// "children's safeguarding front door: red within 2 hours, amber 6, green 24; never message the parents; anonymous if they
// want", as a plan written by hand: the built-in reader does not understand it yet.

const sentence =
  "children's safeguarding front door: red within 2 hours, amber 6, green 24; never message the parents; anonymous if they want"

function yesNo(name: string, title: string, more: Partial<Question> = {}, because?: string): RecordField {
  const question = { ...questionFor(catalog.types, 'YesNo')!, title, missing: 'Select yes or no', ...more }
  return { name, type: 'YesNo', role: 'case', question, ...(because ? { because } : {}) }
}

export async function frontDoorPlan(): Promise<Plan> {
  const plan = await planOf('case triage service')
  const named = { anonymous: false }
  const fields = plan.record.map((field): RecordField => {
    if (field.name === 'applicantName' || field.type === 'Contact') return { ...field, if: named }
    if (field.name === 'homePostcode')
      return {
        ...field,
        optional: true,
        question: {
          ...field.question,
          title: "What is the postcode of the child's home?",
          hint: 'Leave it empty if you do not know it.',
        },
      }
    if (field.type === 'UPRN') return { ...field, optional: true, if: { homePostcode: { given: true } } }
    if (field.name === 'subjectName')
      return { ...field, question: { ...field.question, title: "What is the child's full name?" } }
    return field
  })
  const untold: Step['if'] = { 'record.isParent': false }
  const steps = (all: Step[]): Step[] =>
    all.map((step) => (step.do === 'notifications.sendMessage' ? { ...step, if: untold, optional: true } : step))
  return {
    ...plan,
    intent: {
      ...plan.intent,
      goal: { ...plan.intent.goal, sentence },
      name: 'childrens-safeguarding-front-door',
      title: "Children's safeguarding front door",
      noun: 'concern',
    },
    record: [
      yesNo(
        'anonymous',
        'Do you want to stay anonymous?',
        { hint: 'If you do, we cannot write to you, and you cannot see later what came of it.' },
        'anonymous if they want',
      ),
      ...fields.filter(({ type }) => type !== 'Contact' && type !== 'UPRN' && type !== 'Postcode'),
      yesNo('isParent', 'Are you a parent of the child?', {}, 'never message the parents'),
      ...fields.filter(({ type }) => type === 'Postcode'),
      ...fields.filter(({ type }) => type === 'UPRN'),
      ...fields.filter(({ type }) => type === 'Contact'),
    ],
    lookups: plan.lookups.map((step) => ({ ...step, optional: true })),
    rules: {
      ...plan.rules,
      respondWithin: {
        gives: 'ResponseTarget/record',
        inputs: { priority: 'rule.priority' },
        rows: [
          { when: { priority: 'urgent' }, is: { amount: 2, unit: 'hours' }, because: 'red within 2 hours' },
          { when: { priority: 'high' }, is: { amount: 6, unit: 'hours' }, because: 'amber 6' },
          { when: { priority: 'standard' }, is: { amount: 24, unit: 'hours' }, because: 'green 24' },
        ],
      },
    },
    phases: Object.fromEntries(Object.entries(plan.phases).map(([name, all]) => [name, steps(all)])),
    on: plan.on.map((reaction) => ({ ...reaction, steps: steps(reaction.steps) })),
    values: { Priority: { urgent: 'Red', high: 'Amber', standard: 'Green' } },
    never: [{ do: 'notifications.sendMessage', if: { 'record.isParent': true }, because: 'never message the parents' }],
  }
}
