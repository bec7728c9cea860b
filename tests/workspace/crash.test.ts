import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileSet } from '../../src/schema.ts'
import { deliver } from '../../src/workspace/deliver.ts'
import { keepFailed } from '../../src/workspace/keep-failed.ts'
import { recover } from '../../src/workspace/recover.ts'
import { crashingDisk, faultyDisk } from './faulty-disk.ts'
import { scenes } from './scenes.ts'
import { place, setOf, treeOf, treeOfSet } from './sets.ts'

// Few names, so that a path is a file in one tree and a folder in the next.
const path = fc
  .array(fc.constantFrom('a', 'b', 'c', 'ü x'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))
const tree = fc
  .dictionary(path, fc.string({ maxLength: 6 }), { maxKeys: 7, noNullPrototype: true })
  .map((texts): FileSet => {
    const paths = Object.keys(texts)
    const clear = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)))
    return setOf(Object.fromEntries(clear.map((one, index) => [index % 3 ? one : `${one}*`, texts[one]!])))
  })

test('any tree over any other, cut off anywhere, twice over: after recovery wholly old or wholly new', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.option(tree, { nil: undefined }),
      tree,
      fc.integer({ min: 1, max: 45 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom('before', 'half', 'after'),
      async (old, next, nth, second, moment) => {
        const folder = join(await place(), 'svc')
        if (old) await deliver(folder, old, { replace: false })
        const before = old && treeOfSet(old)
        const disk = crashingDisk(nth, moment)
        const done = await deliver(folder, next, { replace: true, disk }).then(
          () => true,
          () => false,
        )
        // This process is alive, so its mark and its leftovers beside the folder count as another's at work.
        await forgetMark(folder)
        const again = crashingDisk(second, moment)
        await recover(folder, again).catch(() => undefined)
        await forgetMark(folder)
        await recover(folder)
        const now = await treeOf(folder).catch(() => undefined)
        if (done) expect(now).toEqual(treeOfSet(next))
        else if (JSON.stringify(now) !== JSON.stringify(before)) expect(now).toEqual(treeOfSet(next))
      },
    ),
    { numRuns: 300 },
  )
}, 120_000)

test.each(Object.keys(scenes))(
  '%s: a write error anywhere leaves all as it was, or is finished by the next command',
  async (scene) => {
    const { old, next, how } = scenes[scene]!
    const codes = ['ENOSPC', 'EACCES', 'EROFS', 'EIO']
    for (let nth = 1; ; nth++) {
      const top = await place()
      const folder = join(top, 'svc')
      if (old === 'empty') await mkdir(folder)
      else if (old && how === 'deliver') await deliver(folder, old, { replace: false })
      else if (old) await keepFailed(folder, old)
      const before = await treeOf(top)
      const code = codes[nth % codes.length]!
      const disk = faultyDisk(nth, 'half', () => {
        throw Object.assign(new Error(code), { code })
      })
      const error = await (how === 'deliver'
        ? deliver(folder, next, { replace: true, disk })
        : keepFailed(folder, next, disk)
      ).then(
        () => undefined,
        (thrown) => thrown,
      )
      if (disk.count() < nth) break
      if (error) expect(error).toMatchObject({ code: 'folder-unwritable', suggestion: expect.any(String) })
      const after = await treeOf(top)
      if (JSON.stringify(after) === JSON.stringify(before)) continue
      // What is left is for the next command: a change that was decided, or waste that could not be removed.
      await forgetMark(folder)
      await recover(folder)
      const name = how === 'deliver' ? 'svc' : 'svc.failed'
      const wanted = Object.entries(treeOfSet(next)).map(([path, seen]) => [`${name}/${path}`, seen])
      expect(await treeOf(top), `operation ${nth}`).toEqual({ [name]: 'folder', ...Object.fromEntries(wanted) })
    }
  },
  60_000,
)

async function forgetMark(folder: string): Promise<void> {
  await rm(join(folder, '.compose/lock'), { force: true })
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith('.svc.')) await rm(join(dirname(folder), name), { recursive: true })
  }
}
