import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createVitest } from 'vitest/node'
import type { Again, TestRun } from './kept-place.ts'

// In the staged folder: runs its tests again and again in the one place that they start.

const vitest = await createVitest('test', { root: process.cwd(), watch: false, project: ['service'], reporters: [{}] })
const tests = join(process.cwd(), 'service/tests')
let control: string | undefined

async function run({ only, patience }: Again): Promise<TestRun> {
  for (const name of await readdir(tests)) vitest.invalidateFile(join(tests, name))
  if (control) await tell('again', { patience })
  else process.env.PLACE_PATIENCE = String(patience)
  if (only === undefined) vitest.resetGlobalTestNamePattern()
  else vitest.setGlobalTestNamePattern(only)
  const { testModules } = await vitest.runTestSpecifications(await vitest.globTestSpecifications(), true)
  control ??= vitest.projects[0]!.getProvidedContext().place.control
  const ran = testModules.flatMap((module) => [...module.children.allTests()])
  const named = (state: string) => ran.filter((test) => test.result().state === state).map((test) => test.fullName)
  return { passed: named('passed'), failed: named('failed') }
}

async function tell(word: string, given: object): Promise<void> {
  const answer = await fetch(`${control}/${word}`, { method: 'POST', body: JSON.stringify(given) })
  if (!answer.ok) throw new Error(await answer.text())
}

process.on('message', async (again: Again) => {
  process.send!(await run(again).catch((error: Error) => ({ error: error.message })))
})
process.once('disconnect', async () => {
  await vitest.close()
  process.exit()
})
process.send!('ready')
