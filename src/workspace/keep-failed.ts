import { dirname } from 'node:path'
import type { FileSet } from '../schema.ts'
import { type Disk, realDisk } from './disk.ts'
import { asFolderError, notOurs } from './errors.ts'
import { inspectFolder } from './inspect.ts'
import { checkPaths, kindAt } from './paths.ts'
import { failedName } from './recover.ts'
import { removeTree } from './remove-tree.ts'
import { clearSiblings, oldOf, siblingOf, writeTree } from './sibling.ts'

/** Keeps a set that did not pass beside the folder, for reading; the one of last time makes way. Answers where. */
export async function keepFailed(folder: string, files: FileSet, disk: Disk = realDisk): Promise<string> {
  const failed = failedName(folder)
  checkPaths(files)
  try {
    await clearSiblings(failed, disk)
    const state = await inspectFolder(failed)
    if (state.kind === 'foreign') throw notOurs(failed, state.examples)
    await swap(failed, files, disk)
  } catch (error) {
    throw asFolderError(failed, error)
  }
  return failed
}

async function swap(failed: string, files: FileSet, disk: Disk): Promise<void> {
  const sibling = await siblingOf(failed)
  const old = oldOf(sibling)
  try {
    await writeTree(sibling, files, disk)
    // No system call that Node offers exchanges two folders; a kill between these two is mended by `recover`.
    if ((await kindAt(failed)) !== 'absent') await disk.rename(failed, old)
    await disk.rename(sibling, failed)
  } catch (error) {
    if ((await kindAt(old)) !== 'absent' && (await kindAt(failed)) === 'absent')
      await disk.rename(old, failed).catch(() => undefined)
    await removeTree(sibling, disk).catch(() => undefined)
    throw error
  }
  // What cannot be removed now goes with the next command's clearing.
  await removeTree(old, disk).catch(() => undefined)
  await disk.sync(dirname(failed))
}
