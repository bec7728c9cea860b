import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit, digestOf } from '../digest.ts'

const skipped = new Set(['node_modules', 'coverage'])

/** All files below a folder, as sorted forward-slash paths. Links are not followed. */
async function listFiles(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const nested = await Promise.all(
    entries
      .filter((entry) => !skipped.has(entry.name))
      .map(async (entry) => {
        const path = below ? `${below}/${entry.name}` : entry.name
        if (entry.isDirectory()) return listFiles(folder, path)
        return entry.isFile() ? [path] : []
      }),
  )
  return nested.flat().sort(byCodeUnit)
}

/** The digest of a set of named bytes: over sorted lines of `<digest>  <path>`. */
export function digestFiles(files: Iterable<readonly [string, Buffer]>): string {
  const lines = [...files].map(([path, bytes]) => `${digestOf(bytes)}  ${path}\n`).sort(byCodeUnit)
  return digestOf(lines.join(''))
}

/** Reads every file below a folder. */
export async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const paths = await listFiles(folder)
  const bytes = await Promise.all(paths.map((path) => readFile(join(folder, path))))
  return new Map(paths.map((path, index) => [path, bytes[index]!]))
}
