import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { FileSet } from '../schema.ts'
import { checkPaths, foldersOf } from './paths.ts'
import { together } from './together.ts'

/** Writes a set into a folder of our own that is thrown away afterwards: no waiting for the disk, no journal. */
export async function stageFiles(folder: string, files: FileSet): Promise<void> {
  checkPaths(files)
  for (const parent of ['.', ...foldersOf(files.keys())])
    await mkdir(join(folder, parent), { recursive: true, mode: 0o755 })
  await together([...files], ([path, { bytes, mode }]) =>
    writeFile(join(folder, path), bytes, { mode: mode === '755' ? 0o755 : 0o644 }),
  )
}

/** Links packages into the folder's node_modules: `targets` by package name, absolute; those inside the folder are linked relatively. */
export async function linkPackages(folder: string, targets: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, target] of targets) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    const inside = target.startsWith(`${folder}/`)
    await symlink(inside ? relative(dirname(link), target) : target, link)
  }
}
