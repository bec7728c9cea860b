import { existsSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { realDisk, unless } from '../workspace/disk.ts'
import type { Context } from './operation.ts'

/** A folder that can be started, and what to do when it has ended. */
export interface Runnable {
  folder: string
  dispose(): Promise<void>
}

/**
 * The composed folder itself when its packages are installed; otherwise a staged copy of it that borrows compose's own.
 * The data stay in the folder either way: `npm start` finds later what `compose up` has stored.
 */
export async function makeRunnable(folder: string, context: Context): Promise<Runnable> {
  if (existsSync(join(folder, 'node_modules'))) return { folder, dispose: async () => undefined }
  const [{ readFiles }, { stage }, { realWorld }] = await Promise.all([
    import('../workspace/read-files.ts'),
    import('../steps/stage.ts'),
    import('../world.ts'),
  ])
  const files = await readFiles(folder)
  await unless(['EEXIST'], realDisk.makeFolder(join(folder, '.data')))
  const staged = await stage(files, basename(folder), realWorld(context.emit, context.signal))
  await symlink(join(folder, '.data'), join(staged.folder, '.data'))
  return { folder: staged.folder, dispose: staged.dispose }
}
