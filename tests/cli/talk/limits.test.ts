import { expect, test } from 'vitest'
import { left, spent } from '../../../src/cli/talk/limits.ts'
import type { Report } from '../../../src/schema.ts'

const reading = (usd: number): Report => ({
  version: 1,
  command: 'plan',
  verdict: 'planned',
  spend: [{ agent: 'planner', model: 'm', calls: 2, inputTokens: 100, outputTokens: 20, usd }],
  problems: [],
})

test('the limits are for all readings of a goal together, and never less than an operation takes', () => {
  const input = { goal: 'x', maxUsd: 1, maxTokens: 1000, maxCalls: 3 }
  expect(left(input, [])).toEqual(input)
  expect(left(input, [reading(0.25)])).toEqual({ goal: 'x', maxUsd: 0.75, maxTokens: 880, maxCalls: 1 })
  expect(left(input, [reading(0.75), reading(0.75)])).toEqual({ goal: 'x', maxUsd: 0, maxTokens: 760, maxCalls: 1 })
  expect(spent([reading(1), { ...reading(2), spend: undefined }])).toHaveLength(1)
})
