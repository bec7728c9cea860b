import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../../src/schema.ts'
import { composeJson, temporaryFolder } from './run.ts'

async function foreign(): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'diary.txt'), 'mine')
  return folder
}

test.each([
  ['compose', (folder: string) => ['case triage service', '--out', folder]],
  ['regenerate', (folder: string) => ['regenerate', folder]],
])('%s refuses a folder with other files before it does any work, and leaves it alone', async (command, args) => {
  const folder = await foreign()
  const { status, report } = await composeJson(args(folder))
  expect(report).toMatchObject({ command, verdict: 'refused', problems: [{ code: 'folder-not-ours' }] })
  expect(report.durations ?? {}).not.toHaveProperty('verify')
  expect(status).toBe(3)
  expect(await readdir(folder)).toEqual(['diary.txt'])
})

test('several folders each have a report of their own', async () => {
  const parent = await temporaryFolder()
  for (const name of ['a', 'b']) await mkdir(join(parent, name))
  const { status, report } = await composeJson(['regenerate', 'a', 'b'], { cwd: parent })
  expect(status).toBe(3)
  expect(report.verdict).toBe('refused')
  expect((report.result as Report[]).map(({ folder, verdict }) => [folder, verdict])).toEqual([
    [join(parent, 'a'), 'refused'],
    [join(parent, 'b'), 'refused'],
  ])
  expect(report.problems).toHaveLength(2)
})

test('verify does not pass a folder that is no service', async () => {
  const { status, report } = await composeJson(['verify', await foreign()])
  expect(report.verdict).toBe('refused')
  expect(status).not.toBe(0)
})
