import { expect, test } from 'vitest'
import { inProcess, inProcessJson } from './run.ts'

test('agents show tells role, answer, limits and prompt', async () => {
  const { status, stdout } = await inProcess(['agents', 'show', 'tester'])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^tester → Scenarios\n +at most \d+ attempts, \d+ calls/)
  const { report } = await inProcessJson(['agents', 'show'])
  expect((report.result as { role: string }[]).map(({ role }) => role)).toEqual(['coder', 'planner', 'tester'])
})
