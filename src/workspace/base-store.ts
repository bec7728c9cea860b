import { sha256 } from '../digest.ts'
import type { FileSet, OutputFile } from '../schema.ts'
import { isLocked } from './names.ts'

/** Where the pristine bytes with this SHA-256 (hexadecimal) are kept. */
function basePath(hexadecimal: string): string {
  return `.compose/base/${hexadecimal}`
}

/**
 * Adds the pristine bytes of every file that a person may edit, named by their content, so that a later
 * regeneration can tell an edit from an update without rendering an old template again.
 * Vendored files change only by version: their digest in the lock is enough.
 */
export function withBaseStore(files: FileSet): FileSet {
  const all = new Map<string, OutputFile>(files)
  for (const [path, file] of files) {
    if (file.zone === 'vendored' || !isLocked(path)) continue
    const name = basePath(sha256(file.bytes))
    all.set(name, { bytes: file.bytes, mode: '644', zone: 'generated' })
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}
