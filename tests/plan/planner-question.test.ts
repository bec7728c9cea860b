import { expect, test } from 'vitest'
import type { Questions } from '../../src/brain/roles.ts'
import { interpret } from '../../src/steps/interpret.ts'
import { catalog } from '../support/plan.ts'

test('the planner is told which types people can be asked for, and how; what only wiring can bring is not among them', async () => {
  let asked: Questions['planner'] | undefined
  const goal = { version: 1 as const, sentence: 'case triage', use: {}, without: [] }
  const planned = interpret(goal, catalog, async (question) => {
    asked = question
    return { version: 1, pattern: null, understood: [] }
  })
  await expect(planned).rejects.toMatchObject({ code: 'no-pattern' })
  expect(asked?.questions).toMatchObject({
    Date: { kind: 'date' },
    Money: { kind: 'money' },
    YesNo: { kind: 'yes-no' },
  })
  for (const type of ['UPRN', 'Contact', 'Reference']) expect(asked?.questions).not.toHaveProperty(type)
})
