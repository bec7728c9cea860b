import { readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ComposeError } from '../errors.ts'
import { codeOf, type Disk, realDisk, unless } from './disk.ts'
import { asFolderError } from './errors.ts'
import { holdName } from './names.ts'
import { kindAt, throughLink } from './paths.ts'
import { isAlive, markOf } from './process-mark.ts'

/** The right to change one folder, held by one process. */
export interface Hold {
  release(): Promise<void>
}

/**
 * Takes the folder for this process, or throws `folder-busy` when another holds it. The mark is a symbolic link that
 * says whose it is: made whole in one step, so a kill cannot leave half of one. A dead process's mark is taken over.
 */
export async function holdFolder(folder: string, disk: Disk = realDisk): Promise<Hold> {
  const path = await holdPath(folder)
  const inside = path.startsWith(join(folder, '/'))
  try {
    if (inside) await prepare(folder, disk)
    await take(folder, path, disk)
  } catch (error) {
    if (inside && !(error instanceof ComposeError)) await tidy(path, disk).catch(() => undefined)
    throw asFolderError(folder, error)
  }
  return {
    async release() {
      await unless(['ENOENT'], disk.removeFile(path))
      if (inside) await tidy(path, disk)
    },
  }
}

/** Puts this process's mark there, in place of a dead one if need be. */
async function take(folder: string, path: string, disk: Disk): Promise<void> {
  const text = `${await markOf(process.pid)}@${hostname()}`
  for (;;) {
    try {
      await disk.mark(path, text)
      return
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      await takeOver(folder, path, disk)
    }
  }
}

/** `.compose` may have been made for the mark alone. */
async function tidy(path: string, disk: Disk): Promise<void> {
  await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST'], disk.removeFolder(dirname(path)))
}

/** Who holds the folder now: a live process's mark, or undefined. */
export async function holder(folder: string): Promise<string | undefined> {
  const text = await read(await holdPath(folder))
  return text !== undefined && (await mayLive(text)) ? text : undefined
}

/** Throws `folder-busy` while a live process holds the folder. */
export async function mustBeFree(folder: string): Promise<void> {
  const text = await holder(folder)
  if (text !== undefined) throw busy(folder, text, await holdPath(folder))
}

/** Removes the marks of dead processes, inside the folder or beside it. */
export async function dropStaleHold(folder: string, disk: Disk): Promise<void> {
  for (const path of [join(folder, holdName), beside(folder)].flatMap((mark) => [mark, `${mark}.next`])) {
    if ((await kindAt(dirname(path))) !== 'folder') continue
    const text = await read(path)
    if (text !== undefined && !(await mayLive(text))) await dropDead(folder, path, disk)
  }
}

async function prepare(folder: string, disk: Disk): Promise<void> {
  const home = join(folder, dirname(holdName))
  const kind = await kindAt(home)
  if (kind === 'absent') await unless(['EEXIST'], disk.makeFolder(home))
  else if (kind !== 'folder') throw throughLink(folder, dirname(holdName))
}

/** Beside a folder that is not there yet, inside one that is: its parent may not be ours to write. */
async function holdPath(folder: string): Promise<string> {
  return (await kindAt(folder)) === 'absent' ? beside(folder) : join(folder, holdName)
}

function beside(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.compose-lock`)
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readlink(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined
    // Not a link: nothing of ours made it, so it stands for somebody.
    if (codeOf(error) === 'EINVAL') return '0.0@?'
    throw error
  }
}

/** Another machine's process (a shared disk) cannot be seen from here, so it counts as alive. */
async function mayLive(text: string): Promise<boolean> {
  const [mark = '', host] = text.split('@')
  return host !== hostname() || (await isAlive(mark))
}

async function takeOver(folder: string, path: string, disk: Disk): Promise<void> {
  const text = await read(path)
  if (text === undefined) return
  if (await mayLive(text)) throw busy(folder, text, path)
  await dropDead(folder, path, disk)
}

function busy(folder: string, text: string, path: string): ComposeError {
  return new ComposeError('folder-busy', `Another compose (${text}) is changing ${folder}.`, {
    suggestion: `Wait until it is done. If there is none, remove ${path} and run the same command again.`,
  })
}

/**
 * Removes a dead mark. Several may find the same one, and whoever removed it late would remove the living mark that had taken
 * its place; so it takes the right to, which is held like the folder itself.
 */
async function dropDead(folder: string, path: string, disk: Disk): Promise<void> {
  const right = `${path}.next`
  await take(folder, right, disk)
  try {
    const now = await read(path)
    if (now !== undefined && !(await mayLive(now))) await unless(['ENOENT'], disk.removeFile(path))
  } finally {
    await unless(['ENOENT'], disk.removeFile(right))
  }
}
