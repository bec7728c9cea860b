import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { place, treeOf } from './sets.ts'

const child = new URL('killed-delivery.ts', import.meta.url).pathname

test.each(['fresh', 'empty', 'failed'])('%s: the umask does not change a single mode', async (scene) => {
  const trees = []
  for (const umask of ['077', '002', '022']) {
    const top = await place()
    if (scene === 'empty') await mkdir(join(top, 'svc'))
    const script = `process.umask(0o${umask}); process.argv.splice(1, 0, ''); await import(${JSON.stringify(child)})`
    const args = ['--input-type=module', '-e', script, scene, join(top, 'svc')]
    const { status, stderr } = spawnSync(process.execPath, args, { env: {}, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    trees.push(await treeOf(top))
  }
  expect(trees[1]).toEqual(trees[0])
  expect(trees[2]).toEqual(trees[0])
  expect(Object.values(trees[0]!).some((seen) => seen.startsWith('755 '))).toBe(true)
})
