import { expect, test } from 'vitest'
import { loadAgents } from '../../src/brain/agents.ts'
import { ask } from '../../src/brain/brain.ts'
import { builtinBrain } from '../../src/brain/builtin.ts'
import type { Plan } from '../../src/schema.ts'
import { fill } from '../../src/steps/fill.ts'
import { settle } from '../../src/steps/settle.ts'
import { bookingPlan } from '../support/booking.ts'
import { frontDoorPlan } from '../support/front-door.ts'
import { catalog, filesOf, root } from '../support/plan.ts'

async function questionsOf(plan: Plan): Promise<string> {
  const agents = await loadAgents(`${root}/agents`)
  const { signal } = new AbortController()
  const { composition } = await fill(settle(plan, catalog), catalog, (role, question, check) =>
    ask(builtinBrain, agents, role, question, signal, check),
  )
  return (await filesOf(composition)).get('service/src/questions.ts')!.bytes.toString()
}

test('what a list must be given is given, though the answer may be left out: its question is asked only then', async () => {
  expect(await questionsOf(await frontDoorPlan())).toContain('query: { postcode: String(answers.homePostcode) }')
})

test('what a list may be given is left out with its answer', async () => {
  expect(await questionsOf(await bookingPlan({ atOnce: 1 }))).toContain(
    "query: { ...(answers.earliest === undefined || answers.earliest === '' ? {} : { from: String(answers.earliest) }) }",
  )
})
