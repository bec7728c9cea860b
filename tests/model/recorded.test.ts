import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeJson } from '../cli/run.ts'
import { dutyDesk, dutyDeskGoal } from './duty-desk.ts'
import { scriptedEndpoint } from './endpoint.ts'

// A run that was recorded once and is replayed ever since: what changes a prompt, the catalogue or a schema shows here. Record
// it again with RECORD=1 npm test -- --project core tests/model/recorded.test.ts, and read the difference.

const recordings = join(import.meta.dirname, 'recordings', 'duty-desk')
const flags = ['--brain', 'model', '--model', 'scripted', '--recordings', recordings]

test('a recorded run is replayed from the repository, without any endpoint', async () => {
  if (process.env.RECORD) {
    await rm(recordings, { recursive: true, force: true })
    const endpoint = await scriptedEndpoint(dutyDesk.slice(0, 3))
    await composeJson(['plan', dutyDeskGoal, ...flags, '--calls', 'record'], { env: endpoint.env })
    endpoint.done()
  }
  const { report, status } = await composeJson(['plan', dutyDeskGoal, ...flags, '--calls', 'replay'])
  expect(report.problems).toEqual([])
  expect({ status, service: report.service }).toEqual({ status: 0, service: 'duty-desk' })
  expect(report.spend).toMatchObject([{ agent: 'planner', calls: 3, inputTokens: 300, outputTokens: 30 }])
})

test('what was not recorded is an error that shows the nearest request', async () => {
  const missed = await composeJson(['plan', 'a duty desk', ...flags, '--calls', 'replay'])
  expect(missed.report.problems[0]).toMatchObject({
    code: 'recording-missing',
    message: expect.stringMatching(/the nearest one differs so:[\s\S]*^\+.*"a duty desk"/m),
  })
  expect(missed.status).toBe(4)
})

test('Ctrl-C while the model is silent ends at once, and the run can be resumed', async () => {
  let asked = () => {}
  const endpoint = await scriptedEndpoint([{ for: 'planner', reply: { raw: () => asked() } }])
  const { report, status } = await composeJson(['plan', dutyDeskGoal], {
    env: endpoint.env,
    during: (child) => {
      asked = () => child.kill('SIGINT')
    },
  })
  expect(status).toBe(130)
  expect(report.problems[0]).toMatchObject({
    code: 'interrupted',
    suggestion: expect.stringContaining('compose resume'),
  })
})
