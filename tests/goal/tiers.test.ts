import { expect, test } from 'vitest'
import { decide } from '../../src/goal/decide.ts'
import { compositionOf, rowsOf } from '../support/plan.ts'

// Scenarios are made from the goal alone; where its rules meet, no scenario may ask for what another rule decides.

test.each([
  ['triage referrals, urgent if the patient is over 80, high priority if the patient is over 75', 3],
  ['triage enquiries, high priority if the tenant is over 75, low priority if the tenant is 75 or under', 2],
  ['triage referrals, high priority if there is a risk of harm or the patient is over 80', 4],
])('%s: all scenarios can hold at once', async (goal, own) => {
  const composition = await compositionOf(goal)
  const rows = rowsOf(composition, 'priority')
  const about = composition.scenarios.flatMap(({ from, title, answers, expect: expected }) =>
    expected.flatMap((one) =>
      (one.see === 'item' || one.see === 'call') && one.member === 'priority'
        ? [{ from, title, answers, outcome: one.is }]
        : [],
    ),
  )
  for (const { title, answers, outcome } of about) expect(decide({ rows }, answers)?.is, title).toBe(outcome)
  expect(about.filter(({ from }) => from === 'goal')).toHaveLength(own)
  expect(about.map(({ outcome }) => outcome)).toContain('urgent')
})
