import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from './digest.ts'
import { ownFolder } from './environment.ts'

/** Where this user keeps what is safe to delete; undefined when there is no home. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const base = ownFolder(env, 'XDG_CACHE_HOME')
  return base ? join(base, 'compose', name) : undefined
}

/**
 * What was kept last under this name, if its key is the one that is wanted; undefined when nothing is, when it is spoilt, and
 * when others than this user wrote it or could have.
 */
export function recall(folder: string, name: string, key: string): unknown {
  try {
    const text = readOwn(join(folder, `${name}.json`))
    // The first line repeats what the second is kept for, so that a file copied over another is nothing.
    const end = text.indexOf('\n')
    const kept = text.slice(end + 1)
    return text.slice(0, end) === headOf(key, kept) ? JSON.parse(kept) : undefined
  } catch {
    return undefined
  }
}

/** Keeps a value for this user alone, in place of what had the name. Throws where it cannot be written. */
export async function remember(folder: string, name: string, key: string, kept: unknown): Promise<void> {
  const path = join(folder, `${name}.json`)
  const half = `${path}.${process.pid}`
  const text = JSON.stringify(kept)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    // What a process of the same number left behind, or somebody put there to lead us elsewhere.
    await rm(half, { force: true })
    await writeFile(half, `${headOf(key, text)}\n${text}`, { mode: 0o600, flag: 'wx' })
    await rename(half, path)
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Takes back what has the name. */
export async function forget(folder: string, name: string): Promise<void> {
  await rm(join(folder, `${name}.json`), { force: true }).catch(() => undefined)
}

function headOf(key: string, kept: string): string {
  return JSON.stringify({ version: 2, key, digest: sha256(kept) })
}

/** Throws for what is another user's, or may be written by others. Windows keeps a user's folders from others by itself. */
function readOwn(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const { uid, mode } = fstatSync(file)
    if (process.geteuid && (uid !== process.geteuid() || (mode & 0o022) !== 0)) throw new Error('not ours alone')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
