import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { dutyDesk, dutyDeskGoal } from '../model/duty-desk.ts'
import { scriptedEndpoint } from '../model/endpoint.ts'

test('a goal that the built-in engine refuses ends verified', async () => {
  const endpoint = await scriptedEndpoint(dutyDesk)
  const home = await temporaryFolder()
  const out = join(home, 'duty-desk')
  const { report, status } = await composeJson([dutyDeskGoal, '--out', out], {
    env: { ...endpoint.env, COMPOSE_RUNS: join(home, 'runs') },
  })
  expect(report.problems).toEqual([])
  expect({ status, verdict: report.verdict, sandbox: report.sandbox }).toEqual({
    status: 0,
    verdict: 'verified',
    sandbox: 'isolated',
  })
  endpoint.done()
  const composition = parse(await readFile(join(out, 'composition.yaml'), 'utf8'))
  expect(composition.model).toBe('scripted')
})
