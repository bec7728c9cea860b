import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** compose's own folder: the nearest one above this file with a package.json, in a checkout and in a bundle alike. */
export function ownRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

/** The version of compose itself. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(join(ownRoot(), 'package.json'), 'utf8')).version
}
