import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ComposeError } from '../errors.ts'

/** The folders that a server may use, absolute; by default the current one. Throws 'bad-option' for one that is not there. */
export async function foldersOf(roots: readonly string[], cwd: string): Promise<string[]> {
  const folders = (roots.length > 0 ? roots : ['.']).map((root) => resolve(cwd, root))
  for (const folder of folders) {
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
      throw new ComposeError('bad-option', `--root ${folder}: there is no such folder.`, {
        suggestion: 'Name a folder that is there.',
      })
    }
  }
  return folders
}
