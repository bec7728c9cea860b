import { expect, test } from 'vitest'
import { compositionOf, planOf } from '../support/plan.ts'

test.each([
  [
    'high priority if there is a risk of harm, low priority if there is a risk of harm',
    ['"high priority if there is a risk of harm"', '"low priority if there is a risk of harm"'],
  ],
  [
    'high if the tenant is over 75, low if the tenant is over 80',
    ['"high if the tenant is over 75"', '"low if the tenant is over 80"'],
  ],
  ['answer within 2 working days and within 10 working days', ['"answer within 2 working days"', '"within 10 working']],
])('a goal that contradicts itself ends at the plan: %s', async (words, quotes) => {
  const error = await planOf(`case triage, ${words}`).catch((caught) => caught)
  expect(error).toMatchObject({ code: 'goal-contradicts', exitStatus: 2, suggestion: expect.any(String) })
  for (const quote of quotes) expect(error.message).toContain(quote)
})

test.each([
  'urgent if the tenant is over 80, high if the tenant is over 75',
  'high if they are ill and live alone, standard if they are ill',
  'answer within 2 days, reply within 2 days',
])('no contradiction: %s', async (words) => {
  await expect(compositionOf(`case triage, ${words}`)).resolves.toBeDefined()
})
