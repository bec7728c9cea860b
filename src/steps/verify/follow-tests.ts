import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Tested } from '../../world.ts'
import { followReports } from './follow-reports.ts'

const Told = z.strictObject({ test: z.string(), file: z.string(), passed: z.boolean(), message: z.string().optional() })

/**
 * A reporter of vitest that leaves a file for each test. It is no part of the kit: a folder is tested with the kit that it has, and
 * nobody counts there.
 */
const source = (folder: string) => `import { renameSync, writeFileSync } from 'node:fs'
let count = 0
export default class {
  onTestCaseResult(test) {
    const { errors, state } = test.result()
    if (state !== 'passed' && state !== 'failed') return
    const told = { test: test.fullName, file: test.module.relativeModuleId, passed: state === 'passed', message: errors?.[0]?.message }
    const path = ${JSON.stringify(folder)} + '/' + String(++count).padStart(6, '0')
    writeFileSync(path, JSON.stringify(told))
    renameSync(path, path + '.json')
  }
}
`

/** Hands over each test as it ends, to be looked at while the others still run. `writable` is a folder that the runner may write. */
export async function followTests(
  writable: string,
  take: (test: Tested) => void,
): Promise<{ reporter: string; stop(): Promise<void> }> {
  const [folder, reporter] = [join(writable, 'each-test'), join(writable, 'each-test.mjs')]
  await mkdir(folder)
  await writeFile(reporter, source(folder))
  const following = followReports(folder, async (text) => {
    const told = Told.safeParse(JSON.parse(text))
    if (told.success) take(told.data)
  })
  return { reporter, stop: following.stop }
}
