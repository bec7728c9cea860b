import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** compose's own folder: the nearest one above this file with a package.json, in a checkout and in a bundle alike. */
export function ownRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

/** The version of compose itself. */
export async function ownVersion(): Promise<string> {
  return JSON.parse(await readFile(join(ownRoot(), 'package.json'), 'utf8')).version
}
