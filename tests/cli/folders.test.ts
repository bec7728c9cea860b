import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../../src/schema.ts'
import { holdFolder } from '../../src/workspace/hold.ts'
import { filesOf, withLock } from '../verification/sets.ts'
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

const file = async () => join(await temporaryFolder(), 'file.txt')

test.each<[string, () => Promise<string>, string]>([
  ['other people’s files', foreign, 'folder-not-ours'],
  ['no folder above it', async () => join(await temporaryFolder(), 'a/b'), 'folder-unwritable'],
  ['a file in its place', async () => file().then((path) => writeFile(path, '').then(() => path)), 'folder-not-ours'],
  ['a place where nobody may make folders', async () => '/proc/service', 'folder-unwritable'],
])('--dry-run refuses what the run refuses: %s', async (_what, make, code) => {
  const out = await make()
  const plan = join(await temporaryFolder(), 'plan.yaml')
  await composeJson(['plan', 'case triage service', '--out', plan])
  for (const args of [
    ['case triage service', '--out', out],
    ['apply', plan, '--out', out],
  ]) {
    const [real, dry] = [await composeJson(args), await composeJson([...args, '--dry-run'])]
    expect(dry.status).toBe(3)
    expect(dry.report.problems).toMatchObject([{ code }])
    expect(dry.report.problems).toEqual(real.report.problems)
  }
})

test('--dry-run refuses a folder whose edits would be lost, and one that another compose is changing', async () => {
  const folder = await temporaryFolder()
  const files = withLock(filesOf({ 'composition.yaml': 'name: x\n' }))
  for (const [path, { bytes }] of files) await writeFile(join(folder, path), bytes)
  const ask = () => composeJson(['case triage service', '--out', folder, '--dry-run'])
  expect((await ask()).status).toBe(0)
  await writeFile(join(folder, 'composition.yaml'), 'name: y\n')
  expect((await ask()).report.problems[0]).toMatchObject({ code: 'edits-would-be-lost' })
  const hold = await holdFolder(folder)
  const busy = await ask()
  expect(busy.report.problems[0]).toMatchObject({ code: 'folder-busy' })
  await hold.release()
  expect((await readdir(folder)).sort()).toEqual(['composition.lock.json', 'composition.yaml'])
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
