import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settle } from '../../src/steps/settle.ts'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { catalog, planOf } from '../support/plan.ts'
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

test('an agent’s file may name another model, and the plan says which one read the goal', async () => {
  const own = await temporaryFolder()
  const agent = await readFile(join(import.meta.dirname, '../../agents/planner.md'), 'utf8')
  await writeFile(join(own, 'planner.md'), agent.replace('---\n', '---\nmodel: another-model\n'))
  const endpoint = await scriptedEndpoint(dutyDesk.slice(0, 3))
  const { report } = await composeJson(['plan', dutyDeskGoal, '--agents', own], { env: endpoint.env })
  endpoint.done()
  expect(report.problems).toEqual([])
  expect(new Set(endpoint.asked.map(({ model }) => model))).toEqual(new Set(['another-model']))
  expect(report.spend).toMatchObject([{ agent: 'planner', model: 'another-model' }])
  expect(report.plan).toMatchObject({ model: 'another-model' })
})

test.each([
  [['reader', 'reader', 'reader'], 'reader'],
  [['reader', 'tester', 'coder'], 'reader, tester, coder'],
  [['reader', undefined, undefined], 'reader'],
  [[undefined, 'coder', 'coder'], 'coder'],
  [[undefined, undefined, undefined], undefined],
])('models %j are in the composition as %s', async (models, said) => {
  const { composition } = settle(await planOf('case triage service'), catalog, models)
  expect(composition.model).toBe(said)
})
