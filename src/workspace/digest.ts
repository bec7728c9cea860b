import { digestOf } from '../digest.ts'
import type { FileSet, Lock } from '../schema.ts'
import { isBase, isLocked } from './names.ts'

/** One digest over paths, modes and bytes of a whole set: equal sets, equal digest, whatever the order of the map. */
export function digestFileSet(files: FileSet): `sha256:${string}` {
  const lines = [...files].map(([path, file]) => JSON.stringify([path, file.mode, digestOf(file.bytes)]))
  return digestOf(lines.sort().join('\n'))
}

/** The `files` part of the lock: every file but the lock itself, the base store and the receipt, in sorted order. */
export function lockFiles(files: FileSet): Lock['files'] {
  const rows = [...files].filter(([path]) => isLocked(path) && !isBase(path))
  rows.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    rows.map(([path, { bytes, mode, zone }]) => [path, { digest: digestOf(bytes), mode, zone }]),
  )
}
