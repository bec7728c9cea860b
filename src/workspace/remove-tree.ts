import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Disk, unless } from './disk.ts'
import { kindAt } from './paths.ts'

/** Removes a file or a folder with everything in it; a link itself, never what it points to. Absent is fine. */
export async function removeTree(path: string, disk: Disk): Promise<void> {
  const kind = await kindAt(path)
  if (kind === 'absent') return
  if (kind !== 'folder') return unless(['ENOENT'], disk.removeFile(path))
  for (const name of await readdir(path)) await removeTree(join(path, name), disk)
  await unless(['ENOENT'], disk.removeFolder(path))
}

/** Removes a folder if there is nothing but folders in it. */
export async function removeEmptyFolders(path: string, disk: Disk): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyFolders(join(path, entry.name), disk)
  }
  await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST'], disk.removeFolder(path))
}
