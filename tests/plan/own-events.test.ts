import { expect, test } from 'vitest'
import { compositionOf, filesOf } from '../support/plan.ts'

// What a service announces is named after its records, and may so be called as what a part announces that it hears.

test.each([
  ['case triage service', 'dev.compose.case.overdue.v1', true],
  ['triage referrals, text people', 'dev.compose.case.overdue.v1', false],
  ['case triage service', 'dev.compose.case.closed.v1', false],
])('%s: what it announces as %s is no news to it: %s', async (goal, type, isNews) => {
  const made = await compositionOf(goal)
  const code = (await filesOf(made)).get('service/src/service.ts')!.bytes.toString()
  const [, consumer = ''] = code.split(`'${type}': async (event, tx) => {`)
  const body = consumer.slice(0, consumer.indexOf('\n    },'))
  expect(body).toContain('await begin(')
  expect(body.includes(`if (event.source === '/components/${made.name}') return`)).toBe(isNews)
})
