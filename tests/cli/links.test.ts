import { lstat, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { insideRoots } from '../../src/mcp/roots.ts'
import { asComposeError } from '../../src/operations/outcome.ts'
import { stageFiles } from '../../src/workspace/stage-files.ts'
import { composition, tiny } from '../verification/sets.ts'
import { onceUp, serves, service, whyStopped } from './pretend-service.ts'
import { compose, inProcess, temporaryFolder } from './run.ts'

/** A composed folder that was edited, and a link to it in another place. */
async function edited(): Promise<{ folder: string; link: string; cwd: string }> {
  const folder = join(await temporaryFolder(), 'tiny')
  await stageFiles(folder, tiny({ 'composition.yaml': stringify(composition) }))
  await writeFile(join(folder, 'service/src/double.ts'), '// mine\n')
  const cwd = await temporaryFolder()
  await symlink(folder, join(cwd, 'link'))
  return { folder, link: join(cwd, 'link'), cwd }
}

test.each([
  ['verify', ['verify', 'link'], 'failed'],
  ['regenerate', ['regenerate', 'link'], 'refused'],
  ['compose --out', ['case triage service', '--out', 'link'], 'refused'],
])('%s through a link means the folder behind it', async (_name, args, verdict) => {
  const { folder, link, cwd } = await edited()
  const { stdout } = await inProcess([...args, '--json'], { cwd })
  const report = JSON.parse(stdout)
  expect(report.verdict).toBe(verdict)
  expect(JSON.stringify(report.problems)).toContain('service/src/double.ts')
  expect(await readlink(link)).toBe(folder)
  expect(await readdir(cwd)).toEqual(['link'])
  expect(await readdir(dirname(folder))).toEqual(['tiny'])
})

test('up through a link, and a link to a link, runs the service behind it', async () => {
  const folder = await service(serves)
  const cwd = await temporaryFolder()
  await symlink(folder, join(cwd, 'one'))
  await symlink('one', join(cwd, 'two'))
  const ran = await compose(['up', 'two', '--port', '4300'], { cwd, during: onceUp('SIGINT') })
  expect(ran.stdout).toBe('service  http://127.0.0.1:4300 audit 4301\n')
  expect([ran.status, await whyStopped(folder)]).toEqual([130, 'SIGTERM'])
})

test('a plan is saved in the file behind a link, which stays one', async () => {
  const [cwd, other] = [await temporaryFolder(), await temporaryFolder()]
  await writeFile(join(other, 'real.yaml'), '')
  await symlink(join(other, 'real.yaml'), join(cwd, 'plan.yaml'))
  const { status } = await inProcess(['plan', 'case triage service', '--out', 'plan.yaml', '--yes'], { cwd })
  expect(status).toBe(0)
  expect((await lstat(join(cwd, 'plan.yaml'))).isSymbolicLink()).toBe(true)
  expect(await readFile(join(other, 'real.yaml'), 'utf8')).toContain('case triage service')
})

test('a client that names a link gets the folder behind it, if that is inside', async () => {
  const root = await temporaryFolder()
  await stageFiles(join(root, 'real'), tiny())
  await symlink('real', join(root, 'in'))
  await symlink(dirname(root), join(root, 'out'))
  expect(await insideRoots([root], 'in')).toBe(join(root, 'real'))
  await expect(insideRoots([root], 'out')).rejects.toMatchObject({ code: 'folder-not-ours' })
  for (const name of ['', 'a\0b', 'n'.repeat(300)]) {
    const error = asComposeError(await insideRoots([root], name).catch((thrown) => thrown))
    expect(error).toMatchObject({ code: 'bad-option', exitStatus: 2 })
  }
})
