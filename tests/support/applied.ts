import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { stringify } from 'yaml'
import type { Plan, Report } from '../../src/schema.ts'
import type { Staged } from '../../src/steps/stage.ts'
import { readFiles } from '../../src/workspace/read-files.ts'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { choosePorts, type Ports } from './delivered.ts'
import { stageFiles } from './staged.ts'

export interface Applied {
  report: Report
  staged: Staged
  ports: Ports
  /** A folder of the test's own, for whatever it needs besides. */
  home: string
  dispose(): Promise<void>
}

/** Applies a plan as its owner would, which must end verified, and stages the folder that came of it. */
export async function applyPlan(plan: Plan, name: string): Promise<Applied> {
  const over: (() => Promise<void>)[] = []
  const home = await temporaryFolder((end: () => Promise<void>) => {
    over.push(end)
  })
  const file = join(home, 'plan.yaml')
  await writeFile(file, stringify(plan, { aliasDuplicateObjects: false }))
  const { status, report } = await composeJson(['apply', file, '--out', join(home, name)])
  expect(report.problems).toEqual([])
  expect({ status, verdict: report.verdict }).toEqual({ status: 0, verdict: 'verified' })
  const files = await readFiles(join(home, name))
  const [staged, ports] = await Promise.all([stageFiles(files, name), choosePorts(files)])
  const dispose = async () => {
    await staged.dispose()
    for (const end of over) await end()
  }
  return { report, staged, ports, home, dispose }
}
