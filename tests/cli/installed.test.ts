import { execFile } from 'node:child_process'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bin, compose, temporaryFolder } from './run.ts'

const root = join(bin, '../..')

/** The package as npm installs it: below node_modules, where Node strips no types, with the bundle of `npm pack`. */
async function installed(): Promise<string> {
  const place = join(await temporaryFolder(), 'node_modules/civic-compose')
  await mkdir(place, { recursive: true })
  await promisify(execFile)(process.execPath, [join(root, 'scripts/bundle.mjs'), join(place, 'dist')])
  for (const part of ['bin', 'agents', 'package.json'])
    await cp(join(root, part), join(place, part), { recursive: true })
  await symlink(join(root, 'catalog'), join(place, 'catalog'))
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'))
  return join(place, 'bin/compose.js')
}

test('an installed package runs its bundle: plan, help, doctor and errors as in a checkout', async () => {
  const node = [process.execPath, await installed()]
  const [planned, same] = await Promise.all([
    compose(['plan', 'case triage service'], { node }),
    compose(['plan', 'case triage service']),
  ])
  expect(planned.status).toBe(0)
  expect(planned.stdout).toBe(same.stdout)
  expect((await compose(['catalog', 'show', 'adit'], { node })).stderr).toContain('Did you mean audit?')
  expect((await compose(['doctor'], { node })).stdout).toMatch(/^ok +agents/m)
  expect((await compose(['mcp'], { node })).status).toBe(0)
})
