import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FileSet } from '../schema.ts'
import { type Disk, unless } from './disk.ts'
import { foldersOf, kindAt } from './paths.ts'
import { isAlive, markOf, markPattern } from './process-mark.ts'
import { removeTree } from './remove-tree.ts'
import { together } from './together.ts'

/** A name beside the folder for what becomes it in one rename; it says which process made it. */
export async function siblingOf(folder: string): Promise<string> {
  const name = `.${basename(folder)}.compose-${await markOf(process.pid)}-${randomBytes(4).toString('hex')}`
  return join(dirname(folder), name)
}

/** Where the old folder waits while the new one takes its place. */
export function oldOf(sibling: string): string {
  return `${sibling}-old`
}

/** Writes a whole set into a folder that it makes, and waits until all of it is on the disk. */
export async function writeTree(folder: string, files: FileSet, disk: Disk): Promise<void> {
  await disk.makeFolder(folder)
  const folders = foldersOf(files.keys())
  for (const parent of folders) await disk.makeFolder(join(folder, parent))
  await together([...files], ([path, file]) => disk.create(join(folder, path), file.bytes, file.mode))
  await together([folder, ...folders.map((parent) => join(folder, parent))], (parent) => disk.sync(parent))
}

/** Removes what dead processes left beside the folder; an old folder whose place is empty goes back to it. */
export async function clearSiblings(folder: string, disk: Disk): Promise<void> {
  const escaped = basename(folder).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`^\\.${escaped}\\.compose-(${markPattern})-[0-9a-f]{8}(-old)?$`)
  for (const name of await readdir(dirname(folder)).catch(() => [])) {
    const match = pattern.exec(name)
    if (!match || (await isAlive(match[1]!))) continue
    const path = join(dirname(folder), name)
    if (match[2] && (await kindAt(folder)) === 'absent') await unless(['ENOENT'], disk.rename(path, folder))
    else await removeTree(path, disk)
  }
}
