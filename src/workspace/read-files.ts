import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ComposeError } from '../errors.ts'
import type { FileSet, OutputFile } from '../schema.ts'
import { nothingThere, notOurs } from './errors.ts'
import { inspectFolder } from './inspect.ts'
import { isBase, lockName } from './names.ts'
import { kindIn } from './paths.ts'

/**
 * The files of a composed folder as they are now: those of its lock that are there, the lock and the base store. What a
 * person added beside them is not part of it. Throws `folder-not-ours` when it is no composed folder.
 */
export async function readFiles(folder: string): Promise<FileSet> {
  const state = await inspectFolder(folder)
  if (state.kind === 'foreign') throw notOurs(folder, state.examples)
  if (state.kind !== 'ours') throw nothingThere(folder)
  const files = new Map<string, OutputFile>()
  const take = async (path: string, zone: OutputFile['zone']) => {
    if ((await kindIn(folder, path)) !== 'file') return
    const runs = ((await stat(join(folder, path))).mode & 0o100) !== 0
    try {
      files.set(path, { bytes: await readFile(join(folder, path)), mode: runs ? '755' : '644', zone })
    } catch (cause) {
      throw new ComposeError('environment', `${join(folder, path)} cannot be read.`, {
        suggestion: 'Check its permissions.',
        cause,
      })
    }
  }
  for (const [path, { zone }] of Object.entries(state.lock.files)) await take(path, zone)
  await take(lockName, 'generated')
  if ((await kindIn(folder, '.compose/base')) === 'folder') {
    for (const name of await readdir(join(folder, '.compose/base'))) {
      if (isBase(`.compose/base/${name}`)) await take(`.compose/base/${name}`, 'generated')
    }
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}
