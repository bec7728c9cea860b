import { expect, test } from 'vitest'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDesk, dutyDeskGoal } from './duty-desk.ts'
import { scriptedEndpoint } from './endpoint.ts'

test('a goal that the built-in engine refuses is placed by the model, with what it looked up', async () => {
  const refused = await composeJson(['plan', dutyDeskGoal])
  expect(refused.status).toBe(5)
  const endpoint = await scriptedEndpoint(dutyDesk.slice(0, 3))
  const home = await temporaryFolder()
  const { report, status, stderr } = await composeJson(['plan', dutyDeskGoal], {
    env: { ...endpoint.env, COMPOSE_RUNS: home },
  })
  expect(stderr).toContain('"tool":"check-intent"')
  expect({ status, problems: report.problems }).toEqual({ status: 0, problems: [] })
  endpoint.done()
  expect(report.spend).toMatchObject([{ agent: 'planner', model: 'scripted', calls: 3 }])
})
