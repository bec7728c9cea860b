import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Disk, realDisk } from './disk.ts'
import { asFolderError } from './errors.ts'
import { dropStaleHold, holder, holdFolder } from './hold.ts'
import { holdName, transactionFolder } from './names.ts'
import { kindAt, kindIn } from './paths.ts'
import { clearSiblings } from './sibling.ts'
import { recoverTransaction } from './transaction.ts'

/**
 * Every command's first act on a folder: finishes a change that was decided before a kill, takes back one that was not,
 * and clears what dead processes left in the folder and beside it. Writes nothing when all is well.
 * Throws `folder-busy` while a live process is in the middle of a change.
 */
export async function recover(folder: string, disk: Disk = realDisk): Promise<'nothing' | 'finished' | 'rolled-back'> {
  try {
    const pending = (await kindIn(folder, transactionFolder)) === 'folder'
    if (pending) {
      const hold = await holdFolder(folder, disk)
      try {
        return await recoverHeld(folder, disk)
      } finally {
        await hold.release()
      }
    }
    if ((await holder(folder)) === undefined) await clean(folder, disk)
    return 'nothing'
  } catch (error) {
    throw asFolderError(folder, error)
  }
}

/** The same for a caller that holds the folder. */
export async function recoverHeld(folder: string, disk: Disk): Promise<'nothing' | 'finished' | 'rolled-back'> {
  const done = await recoverTransaction(folder, disk)
  await clean(folder, disk)
  return done
}

async function clean(folder: string, disk: Disk): Promise<void> {
  await dropStaleHold(folder, disk)
  await clearSiblings(folder, disk)
  await clearSiblings(failedName(folder), disk)
  await dropBookkeeping(folder, disk)
}

/** Where a set that failed its verification is kept for reading. */
export function failedName(folder: string): string {
  return join(dirname(folder), `${basename(folder)}.failed`)
}

/** A `.compose` that was made for the mark alone. */
async function dropBookkeeping(folder: string, disk: Disk): Promise<void> {
  const home = join(folder, dirname(holdName))
  if ((await kindAt(folder)) !== 'folder' || (await kindAt(home)) !== 'folder') return
  if ((await readdir(home)).length === 0) await disk.removeFolder(home)
}
