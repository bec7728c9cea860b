import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDesk, dutyDeskGoal, dutyDeskIntent } from './duty-desk.ts'
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

test('a resume that cannot begin loses nothing that was paid for, and keeps the brain that was chosen', async () => {
  const endpoint = await scriptedEndpoint(dutyDesk.slice(0, 1))
  const runs = await temporaryFolder()
  const env = { ...endpoint.env, COMPOSE_RUNS: runs }
  const stopped = await composeJson(['plan', dutyDeskGoal, '--max-calls', '1'], { env })
  expect(stopped.status).toBe(7)
  // Another shell, in which nothing of the model is set.
  const lost = await composeJson(['resume', '--max-calls', '50'], { env: { COMPOSE_RUNS: runs } })
  expect({ status: lost.status, code: lost.report.problems[0]?.code }).toEqual({ status: 3, code: 'environment' })
  endpoint.play(dutyDesk.slice(1, 3))
  const resumed = await composeJson(['resume', '--max-calls', '50'], { env })
  endpoint.done()
  expect({ status: resumed.status, problems: resumed.report.problems }).toEqual({ status: 0, problems: [] })
})

test('a run that is still going on is not resumed beside itself', async () => {
  const runs = await temporaryFolder()
  let asked = () => {}
  const endpoint = await scriptedEndpoint([{ for: 'planner', reply: { raw: () => asked() } }])
  const env = { ...endpoint.env, COMPOSE_RUNS: runs }
  let beside: Awaited<ReturnType<typeof composeJson>> | undefined
  await composeJson(['plan', dutyDeskGoal], {
    env,
    during: (child) => {
      asked = async () => {
        beside = await composeJson(['resume'], { env })
        child.kill('SIGINT')
      }
    },
  })
  expect(beside?.report.problems[0]).toMatchObject({ code: 'unknown-name', message: 'There is no run to resume.' })
})

test('a record that can no longer be written ends no run', async () => {
  const runs = await temporaryFolder()
  const endpoint = await scriptedEndpoint([])
  endpoint.play(() => {
    // Appending to a folder fails for root too.
    for (const name of readdirSync(runs)) {
      rmSync(join(runs, name, 'events.jsonl'), { force: true, recursive: true })
      mkdirSync(join(runs, name, 'events.jsonl'))
    }
    return { value: dutyDeskIntent }
  })
  const { report, status, stderr } = await composeJson(['plan', dutyDeskGoal], {
    env: { ...endpoint.env, COMPOSE_RUNS: runs },
  })
  expect({ status, problems: report.problems }).toEqual({ status: 0, problems: [] })
  expect(stderr.match(/no longer kept in the record of the run \(EISDIR\)/g)).toHaveLength(1)
})
